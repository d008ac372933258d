"""From text as written to one canonical form: dates, periods, telephones, names, identifiers. All pure."""
