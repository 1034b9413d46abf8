"""From news articles to incidents: coded, located, with the sentence that says so.

The way of the data, in the order of the modules: `articles` are read (`reading`), their place names
found in the `gazetteer` and resolved (`placing`), their events coded and merged to incidents (`coding`),
turned into a GeoDataFrame (`features`) and written (`formats`). `pipeline` walks the whole way.
"""
