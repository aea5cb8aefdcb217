-- Athena takes one statement at a time; see -0 in "loginodds sql athena --help".

UNLOAD (
  SELECT json_format(CAST(map_from_entries(ARRAY[
    ('eventVersion', CAST(eventversion AS json)),
    ('userIdentity', CAST(map_from_entries(ARRAY[
      ('type', CAST(useridentity.type AS json)),
      ('principalId', CAST(useridentity.principalid AS json)),
      ('arn', CAST(useridentity.arn AS json)),
      ('accountId', CAST(useridentity.accountid AS json)),
      ('invokedBy', CAST(useridentity.invokedby AS json)),
      ('accessKeyId', CAST(useridentity.accesskeyid AS json)),
      ('userName', CAST(useridentity.username AS json)),
      ('onBehalfOf', CAST(map_from_entries(ARRAY[
        ('userId', CAST(useridentity.onbehalfof.userid AS json)),
        ('identityStoreArn', CAST(useridentity.onbehalfof.identitystorearn AS json))
      ]) AS json)),
      ('sessionContext', CAST(map_from_entries(ARRAY[
        ('attributes', CAST(map_from_entries(ARRAY[
          ('mfaAuthenticated', CAST(useridentity.sessioncontext.attributes.mfaauthenticated AS json)),
          ('creationDate', CAST(useridentity.sessioncontext.attributes.creationdate AS json))
        ]) AS json)),
        ('sessionIssuer', CAST(map_from_entries(ARRAY[
          ('type', CAST(useridentity.sessioncontext.sessionissuer.type AS json)),
          ('principalId', CAST(useridentity.sessioncontext.sessionissuer.principalid AS json)),
          ('arn', CAST(useridentity.sessioncontext.sessionissuer.arn AS json)),
          ('accountId', CAST(useridentity.sessioncontext.sessionissuer.accountid AS json)),
          ('userName', CAST(useridentity.sessioncontext.sessionissuer.username AS json))
        ]) AS json))
      ]) AS json))
    ]) AS json)),
    ('eventTime', CAST(eventtime AS json)),
    ('eventSource', CAST(eventsource AS json)),
    ('eventName', CAST(eventname AS json)),
    ('awsRegion', CAST(awsregion AS json)),
    ('sourceIPAddress', CAST(sourceipaddress AS json)),
    ('userAgent', CAST(useragent AS json)),
    ('errorCode', CAST(errorcode AS json)),
    ('errorMessage', CAST(errormessage AS json)),
    ('requestParameters', coalesce(try(json_parse(requestparameters)), CAST(requestparameters AS json))),
    ('responseElements', coalesce(try(json_parse(responseelements)), CAST(responseelements AS json))),
    ('additionalEventData', coalesce(try(json_parse(additionaleventdata)), CAST(additionaleventdata AS json))),
    ('serviceEventDetails', coalesce(try(json_parse(serviceeventdetails)), CAST(serviceeventdetails AS json))),
    ('requestID', CAST(requestid AS json)),
    ('eventID', CAST(eventid AS json)),
    ('readOnly', CAST(readonly AS json)),
    ('eventType', CAST(eventtype AS json)),
    ('recipientAccountId', CAST(recipientaccountid AS json)),
    ('sharedEventID', CAST(sharedeventid AS json)),
    ('vpcEndpointId', CAST(vpcendpointid AS json))
  ]) AS json)) AS "_raw"
  FROM "logs"."cloudtrail"
  WHERE (eventsource = 'signin.amazonaws.com'
    OR eventsource = 'sso.amazonaws.com' AND eventname IN ('Authenticate', 'CreateToken', 'Federate'))
    AND eventtime >= '2026-05-20T00:00:00Z'
    AND eventtime < '2026-06-01T00:00:00Z'
    AND "day" >= '2026/05/20'
    AND "day" <= '2026/06/03'
    AND "account" = '111122223333'
)
TO 's3://results/signins/account=111122223333/month=2026-05/'
WITH (format = 'JSON', compression = 'GZIP');

UNLOAD (
  SELECT json_format(CAST(map_from_entries(ARRAY[
    ('eventVersion', CAST(eventversion AS json)),
    ('userIdentity', CAST(map_from_entries(ARRAY[
      ('type', CAST(useridentity.type AS json)),
      ('principalId', CAST(useridentity.principalid AS json)),
      ('arn', CAST(useridentity.arn AS json)),
      ('accountId', CAST(useridentity.accountid AS json)),
      ('invokedBy', CAST(useridentity.invokedby AS json)),
      ('accessKeyId', CAST(useridentity.accesskeyid AS json)),
      ('userName', CAST(useridentity.username AS json)),
      ('onBehalfOf', CAST(map_from_entries(ARRAY[
        ('userId', CAST(useridentity.onbehalfof.userid AS json)),
        ('identityStoreArn', CAST(useridentity.onbehalfof.identitystorearn AS json))
      ]) AS json)),
      ('sessionContext', CAST(map_from_entries(ARRAY[
        ('attributes', CAST(map_from_entries(ARRAY[
          ('mfaAuthenticated', CAST(useridentity.sessioncontext.attributes.mfaauthenticated AS json)),
          ('creationDate', CAST(useridentity.sessioncontext.attributes.creationdate AS json))
        ]) AS json)),
        ('sessionIssuer', CAST(map_from_entries(ARRAY[
          ('type', CAST(useridentity.sessioncontext.sessionissuer.type AS json)),
          ('principalId', CAST(useridentity.sessioncontext.sessionissuer.principalid AS json)),
          ('arn', CAST(useridentity.sessioncontext.sessionissuer.arn AS json)),
          ('accountId', CAST(useridentity.sessioncontext.sessionissuer.accountid AS json)),
          ('userName', CAST(useridentity.sessioncontext.sessionissuer.username AS json))
        ]) AS json))
      ]) AS json))
    ]) AS json)),
    ('eventTime', CAST(eventtime AS json)),
    ('eventSource', CAST(eventsource AS json)),
    ('eventName', CAST(eventname AS json)),
    ('awsRegion', CAST(awsregion AS json)),
    ('sourceIPAddress', CAST(sourceipaddress AS json)),
    ('userAgent', CAST(useragent AS json)),
    ('errorCode', CAST(errorcode AS json)),
    ('errorMessage', CAST(errormessage AS json)),
    ('requestParameters', coalesce(try(json_parse(requestparameters)), CAST(requestparameters AS json))),
    ('responseElements', coalesce(try(json_parse(responseelements)), CAST(responseelements AS json))),
    ('additionalEventData', coalesce(try(json_parse(additionaleventdata)), CAST(additionaleventdata AS json))),
    ('serviceEventDetails', coalesce(try(json_parse(serviceeventdetails)), CAST(serviceeventdetails AS json))),
    ('requestID', CAST(requestid AS json)),
    ('eventID', CAST(eventid AS json)),
    ('readOnly', CAST(readonly AS json)),
    ('eventType', CAST(eventtype AS json)),
    ('recipientAccountId', CAST(recipientaccountid AS json)),
    ('sharedEventID', CAST(sharedeventid AS json)),
    ('vpcEndpointId', CAST(vpcendpointid AS json))
  ]) AS json)) AS "_raw"
  FROM "logs"."cloudtrail"
  WHERE (eventsource = 'signin.amazonaws.com'
    OR eventsource = 'sso.amazonaws.com' AND eventname IN ('Authenticate', 'CreateToken', 'Federate'))
    AND eventtime >= '2026-06-01T00:00:00Z'
    AND eventtime < '2026-06-02T00:00:00Z'
    AND "day" >= '2026/06/01'
    AND "day" <= '2026/06/04'
    AND "account" = '111122223333'
)
TO 's3://results/signins/account=111122223333/month=2026-06/'
WITH (format = 'JSON', compression = 'GZIP');
