"""From bytes to requests: pages and words in `reading`, meaning in `understanding`, children in `readers`."""
