CREATE TABLE {{ident .Table}} (document varchar)
WITH (external_location = {{literal .Location}}, format = 'TEXTFILE')
