{{- /* One column with the whole record, and not one for each member: see the help of the command. */ -}}
UNLOAD (
  SELECT json_format(CAST(map_from_entries(ARRAY[
{{- range $i, $m := .Members}}{{if $i}},{{end}}
    {{mapEntry $m "" "    "}}
{{- end}}
  ]) AS json)) AS "_raw"
  FROM {{ident .Table}}
  WHERE (eventsource = {{literal .Source}}
    OR eventsource = {{literal .SourceSSO}} AND eventname IN ({{list .EventsSSO}}))
{{- with .Since}}
    AND eventtime >= {{literal .}}
{{- end}}
{{- with .Until}}
    AND eventtime < {{literal .}}
{{- end}}
{{- with .FirstDay}}
    AND {{ident $.DayColumn}} >= {{literal .}}
{{- end}}
{{- with .LastDay}}
    AND {{ident $.DayColumn}} <= {{literal .}}
{{- end}}
{{- with .Account}}
    AND {{if $.AccountColumn}}{{ident $.AccountColumn}}{{else}}coalesce(recipientaccountid, useridentity.accountid){{end}} = {{literal .}}
{{- end}}
)
TO {{literal .Output}}
WITH (format = 'JSON', compression = 'GZIP')
