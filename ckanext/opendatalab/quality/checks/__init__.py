"""What is wrong in a file.  Knows neither CKAN nor a database: a path and a description go in."""
