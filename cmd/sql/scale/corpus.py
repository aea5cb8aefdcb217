"""Makes logs for the tests: the example of the repository, and what is odd in real ones.

Everything is invented. A corpus is a folder as CloudTrail delivers it, of files
with {"Records": [...]} in one line.
"""

import copy
import gzip
import json
import pathlib
import shutil

ROOT = pathlib.Path(__file__).resolve().parents[3]
SIGN_IN = "signin.amazonaws.com"
CHROME = (
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/148.0.0.0 Safari/537.36"
)


def write(folder):
    """Writes the whole corpus into a folder, and returns it."""
    folder = pathlib.Path(folder)
    shutil.copytree(ROOT / "testdata" / "demo", folder)
    deliver(folder, "us-east-1", "2026/05/12", odd_records())
    # Delivered twice: as it was, and within a file of another region and day.
    deliver(folder, "eu-north-1", "2026/05/13", odd_records()[::2] + [nested("us-east-2")])
    deliver(folder, "ap-southeast-2", "2026/05/14", [nested("ap-southeast-2")])
    return folder


def deliver(folder, region, day, records, account="111122223333"):
    """Writes one file as CloudTrail does."""
    place = folder / "AWSLogs" / account / "CloudTrail" / region / day
    place.mkdir(parents=True, exist_ok=True)
    document = json.dumps({"Records": records}, separators=(",", ":"), ensure_ascii=False)
    # CloudTrail's JSON may have such escapes in place of the characters.
    document = document.replace("&state=", r"\u0026state\u003d")
    name = f"{account}_CloudTrail_{region}_{day.replace('/', '')}T0000Z_{'x' * 16}.json.gz"
    (place / name).write_bytes(gzip.compress(document.encode(), mtime=0))


def sign_in(minute, user, **members):
    """Returns a sign-in of 2026-05-12."""
    record = {
        "eventVersion": "1.11",
        "userIdentity": {
            "type": "IAMUser",
            "principalId": "AIDAODDEXAMPLE",
            "arn": f"arn:aws:iam::111122223333:user/{user}",
            "accountId": "111122223333",
            "userName": user,
        },
        "eventTime": f"2026-05-12T03:{minute:02d}:07Z",
        "eventSource": SIGN_IN,
        "eventName": "ConsoleLogin",
        "awsRegion": "us-east-1",
        "sourceIPAddress": "113.43.87.18",
        "userAgent": CHROME,
        "requestParameters": None,
        "responseElements": {"ConsoleLogin": "Success"},
        "additionalEventData": {"LoginTo": "https://console.aws.amazon.com/?a=1&state=x", "MFAUsed": "Yes"},
        "eventID": f"odd-{minute:02d}",
        "readOnly": False,
        "eventType": "AwsConsoleSignIn",
        "managementEvent": True,
        "recipientAccountId": "111122223333",
        "eventCategory": "Management",
    }
    record.update(members)
    return record


def odd_records():
    """Returns records that a statement could lose, change or take for others."""
    no_account = sign_in(1, "no.account")
    del no_account["recipientAccountId"]
    no_id = sign_in(2, "no.id")
    del no_id["eventID"]
    no_arn = sign_in(3, "no.arn", responseElements={"ConsoleLogin": "Failure"}, errorMessage="Failed authentication")
    del no_arn["userIdentity"]["arn"]
    return [
        sign_in(0, "plain"),
        no_account,
        no_id,
        no_arn,
        sign_in(4, "o'neil"),
        sign_in(5, 'quote " backslash \\ tab \t end'),
        sign_in(6, "線=花子 🗝 \u2028 é"),
        sign_in(7, "agent", userAgent="Mozilla/5.0\n(X11)\r\x01 \\n '--;"),
        sign_in(8, "numbers", additionalEventData={"MFAUsed": "No", "n": 12345678901234567890123, "x": 1.50, "deep": [[{"a": []}]]}),
        sign_in(9, "null", responseElements=None, errorCode=None, additionalEventData=None),
        sign_in(10, "text", requestParameters="not { JSON", serviceEventDetails={"ConsoleLogin": "Failure"}),
        # One id on two records is no duplicate.
        sign_in(11, "same.id", eventID="1"),
        sign_in(12, "same.id", eventID="1", sourceIPAddress="2001:240:2400::1"),
        center(13),
        role(14),
        sign_in(15, "plain", eventName="CheckMfa", responseElements={"CheckMfa": "Success"}),
        nested("us-east-1"),
    ]


def center(minute):
    """Returns a sign-in through IAM Identity Center."""
    identity = {
        "type": "IdentityCenterUser",
        "accountId": "111122223333",
        "onBehalfOf": {
            "userId": "594b1a7f-5e74-414f-b06e-acf95c9d7659",
            "identityStoreArn": "arn:aws:identitystore::111122223333:identitystore/d-0000000000",
        },
        "credentialId": "f55250e4-7600-4095-8c94-ea3d2281ef08",
    }
    return sign_in(
        minute,
        "",
        userIdentity=identity,
        eventName="UserAuthentication",
        responseElements=None,
        serviceEventDetails={"UserAuthentication": "Success"},
        additionalEventData={"AuthWorkflowID": "w", "UserName": "center@kawasemi.example", "CredentialType": "PASSWORD"},
    )


def role(minute):
    """Returns a sign-in of a role session."""
    issuer = {
        "type": "Role",
        "principalId": "AROAODDEXAMPLE",
        "arn": "arn:aws:iam::444455556666:role/aws-reserved/AWSReservedSSO_Admin_0123456789abcdef",
        "accountId": "444455556666",
        "userName": "AWSReservedSSO_Admin_0123456789abcdef",
    }
    identity = {
        "type": "AssumedRole",
        "principalId": "AROAODDEXAMPLE:role@kawasemi.example",
        "arn": "arn:aws:sts::444455556666:assumed-role/AWSReservedSSO_Admin_0123456789abcdef/role@kawasemi.example",
        "accountId": "444455556666",
        "sessionContext": {
            "attributes": {"creationDate": "2026-05-12T03:14:00Z", "mfaAuthenticated": "false"},
            "sessionIssuer": issuer,
        },
    }
    return sign_in(minute, "", userIdentity=identity, recipientAccountId="444455556666")


def nested(region):
    """Returns a record that is no sign-in, but has one within, twice."""
    inner = sign_in(30, "nested")
    return sign_in(
        31,
        "auditor",
        eventSource="cloudtrail.amazonaws.com",
        eventName="LookupEvents",
        awsRegion=region,
        eventID=f"nested-{region}",
        requestParameters={"eventSource": SIGN_IN, "eventName": "ConsoleLogin", "Records": [copy.deepcopy(inner)]},
        responseElements={"CloudTrailEvent": json.dumps(inner)},
    )


def records(folder):
    """Yields all records of a corpus, with the path of their file in it."""
    for file in sorted(pathlib.Path(folder).rglob("*.json.gz")):
        with gzip.open(file, "rt", encoding="utf-8", newline="") as f:
            for record in json.load(f).get("Records") or []:
                yield file.relative_to(folder), record
