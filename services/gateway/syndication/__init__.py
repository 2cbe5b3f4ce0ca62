"""What leaves for feed readers, browsers and search engines: feeds, OPML, OpenSearch, sitemaps. Pure."""
