#!/usr/bin/env bash
# Runs what "loginodds sql" prints in the engines that it is for, and compares the
# reports of the results with those of the logs; and runs score_spark.py on a cluster
# of which a worker is killed. Installs the engines, with pip and Maven, below
# $SCALE_CACHE (default: .cache beside it); what cannot be had is skipped, and said.
# REQUIRE="duckdb spark" makes it an error to skip these.
set -euo pipefail
cd "$(dirname "$0")"
cache=${SCALE_CACHE:-$PWD/.cache}
mkdir -p "$cache"

(cd ../../.. && CGO_ENABLED=0 go build -o "$cache/loginodds" .)
export LOGINODDS=$cache/loginodds

python=python3
if python3 -m venv "$cache/venv" && python="$cache/venv/bin/python"; then
	# One by one, as each of them may be missing for a system.
	grep -v '^#' requirements.txt | while read -r package; do
		"$python" -m pip install -q "$package" || echo "not installed: $package"
	done
elif ! command -v "$python" >/dev/null; then
	echo "skipped: all engines: no Python 3"
	[ -z "${REQUIRE:-}" ]
	exit
fi

if command -v mvn >/dev/null && mvn -q -B -f trino/pom.xml dependency:build-classpath -Dmdep.outputFile="$cache/classpath"; then
	TRINO_CLASS_PATH=$(cat "$cache/classpath")
	export TRINO_CLASS_PATH
else
	echo "not installed: trino"
fi

status=0
for engine in duckdb clickhouse spark score_spark trino; do
	log=$cache/$engine.log
	if "$python" "${engine}_test.py" >"$log" 2>&1; then
		if grep -o "skipped: $engine: [^'\"]*" "$log" | sort -u; then
			case " ${REQUIRE:-} " in *" $engine "*) status=1 ;; esac
		else
			echo "ok: $engine: $(grep '^Ran ' "$log")"
		fi
	else
		echo "FAILED: $engine"
		tail -n 50 "$log"
		status=1
	fi
done
exit $status
