CREATE EXTERNAL TABLE IF NOT EXISTS {{hive .Table}} (
{{- range $i, $m := .Members}}{{if $i}},{{end}}
  {{hiveField $m " " "  "}}
{{- end}}
)
PARTITIONED BY ({{hive .AccountColumn}} STRING, `region` STRING, {{hive .DayColumn}} STRING)
ROW FORMAT SERDE 'org.apache.hive.hcatalog.data.JsonSerDe'
STORED AS
  INPUTFORMAT 'com.amazon.emr.cloudtrail.CloudTrailInputFormat'
  OUTPUTFORMAT 'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat'
LOCATION {{literal .Location}}
TBLPROPERTIES (
  'projection.enabled' = 'true',
  'projection.{{.AccountColumn}}.type' = 'injected',
  'projection.region.type' = 'enum',
  'projection.region.values' = {{literal .Regions}},
  'projection.{{.DayColumn}}.type' = 'date',
  'projection.{{.DayColumn}}.format' = 'yyyy/MM/dd',
  'projection.{{.DayColumn}}.range' = '2013/11/01,NOW+1DAY',
  'projection.{{.DayColumn}}.interval' = '1',
  'projection.{{.DayColumn}}.interval.unit' = 'DAYS',
  'storage.location.template' = '{{.Location}}${{"{"}}{{.AccountColumn}}}/CloudTrail/${region}/${{"{"}}{{.DayColumn}}}'
)
