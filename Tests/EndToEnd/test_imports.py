"""Import: CSV in GB18030 and UTF-8, .xlsx and NDJSON, through the API with preview and refused rows, and from the command line; export."""

import csv
import io
import json

import pytest

from support.api import eventually, iso, now
from support.files import COLUMNS, csv_bytes, workbook_bytes
from support.people import identifiers, mobile, unique

MAPPING = {"会员编号": "user_id", "手机号": "phone", "姓名": "trait:name", "城市": "trait:city", "标签": "tag"}


def people(count):
    return [[unique("imp"), mobile(), f"刘{n}，\"小{n}\"", "深圳\n南山" if n % 3 == 0 else "上海", "老客"] for n in range(count)]


def run(api, name, body, target, mapping, options=None):
    """Uploads, previews, starts, waits; the import at its end and the preview."""
    upload = api.call("POST", "/api/imports", params={"filename": name}, data=body, headers={"Content-Type": "application/octet-stream"})
    request = {"target": target, "mapping": mapping, "options": options or {}}
    preview = api.post(f"/api/imports/{upload['id']}/preview", request)
    api.post(f"/api/imports/{upload['id']}/start", request)

    def ended():
        state = api.get(f"/api/imports/{upload['id']}")
        assert state["status"] != "failed", state
        return state if state["status"] == "done" else None

    return upload, preview, eventually(ended, 60)


def imports(book):
    """The ledger's line of imported files; empty before the first."""
    return next((line for line in book["sources"] if line["name"] == "import"), {"reasons": {}})


@pytest.mark.parametrize("form", ["gb18030", "utf-8", "utf-8-sig", "xlsx"])
def test_customers(api, form):
    rows = people(30)
    bad = [["", "", "无名", "x", ""]]
    body = workbook_bytes(rows + bad) if form == "xlsx" else csv_bytes(rows + bad, form)
    refused_before = imports(api.settle())["reasons"].get("no_identifier", 0)
    upload, preview, state = run(api, "会员.xlsx" if form == "xlsx" else "会员.csv", body, "customers", MAPPING)
    assert [column["name"] for column in upload["columns"]] == COLUMNS, upload
    assert upload["format"] == ("xlsx" if form == "xlsx" else "csv")
    assert len(preview["rows"]) == 20 and all(row["ok"] for row in preview["rows"]), preview
    assert (state["accepted"], state["refused"]) == (30, 1), state
    # The refused row is in the ledger with its reason, and the account still adds up.
    book = imports(api.settle())
    assert book["reasons"].get("no_identifier", 0) == refused_before + 1, book
    assert book["received"] == book["stored"] + book["duplicate"] + book["rejected"] + book["pending"], book
    for row in rows:
        customer = api.lookup(row[0])
        assert ("phone", row[1]) in identifiers(customer)
        assert customer["traits"]["name"] == row[2] and customer["traits"]["city"] == row[3], customer["traits"]
        assert "老客" in [tag["name"] for tag in customer["tags"]]
    answer = api.raw("GET", f"/api/imports/{upload['id']}/refused.csv")
    refused = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert len(refused) == 2 and "无名" in ",".join(refused[1]), refused


def test_the_same_file_twice_changes_nothing(api):
    user = unique("again")
    stamp = iso(now())
    lines = "\n".join(
        json.dumps({"event": "Imported", "user": user, "when": stamp, "id": f"{user}-{n}", "n": n}) for n in range(50)).encode()
    mapping = {"event": "event", "user": "user_id", "when": "time", "id": "message_id", "n": "property:n"}
    for _ in range(2):
        _, _, state = run(api, "events.ndjson", lines, "events", mapping)
        assert state["accepted"] == 50, state
        api.settle()
        assert len(api.timeline(api.lookup(user)["id"])) == 50


def test_orders_with_lines(api):
    user, order = unique("imp"), unique("IO")
    header = ["订单号", "会员", "状态", "下单时间", "付款时间", "总额", "商品", "名称", "数量", "单价"]
    rows = [
        [order, user, "paid", "2026-11-01 10:00:00", "2026-11-01 10:05:00", "150.50", "S1", "壶", "1", "100.50"],
        [order, user, "paid", "2026-11-01 10:00:00", "2026-11-01 10:05:00", "150.50", "S2", "杯", "2", "25"]]
    mapping = dict(zip(header, ["order_id", "user_id", "status", "placed_at", "paid_at", "total", "product_id", "product_name", "quantity", "price"]))
    run(api, "订单.csv", csv_bytes(rows, "gb18030", header), "orders", mapping)
    api.settle()
    found = api.all("/api/orders", q=order)
    assert len(found) == 1 and found[0]["totalFen"] == 15050, found
    assert sorted((item["productId"], item["quantity"], item["priceFen"]) for item in found[0]["items"]) == [("S1", 1, 10050), ("S2", 2, 2500)]


def test_broken_files_are_refused_with_a_reason(api):
    for name, body in (("x.xlsx", b"PK\x03\x04 not a workbook"), ("x.csv", b""), ("x.pdf", b"%PDF-1.4"), ("x.csv", b"\xff\xfe\x00\x00\x81\x00\xff" * 20)):
        answer = api.raw("POST", "/api/imports", params={"filename": name}, data=body)
        if answer.status_code < 400:  # taken as text: then each row must be refused
            continue
        assert 400 <= answer.status_code < 500 and answer.json()["error"]["hint"], (name, answer.text)


def test_command_line_import_and_export(api, server, tmp_path):
    """The command line talks to the running server through its socket."""
    rows = people(12)
    file = tmp_path / "会员.csv"
    file.write_bytes(csv_bytes(rows))
    mapping = tmp_path / "mapping.json"
    mapping.write_text(json.dumps(MAPPING, ensure_ascii=False))
    done = server.command("import", file, "--data-dir", server.data, "--target", "customers", "--mapping", mapping, "--json")
    report = json.loads(done.stdout.decode().strip().splitlines()[-1])
    assert report["accepted"] == 12, report
    api.settle()
    assert api.lookup(rows[0][0])["traits"]["name"] == rows[0][2]

    out = tmp_path / "events.ndjson"
    server.command("export", "events", "--data-dir", server.data, "--format", "ndjson", "--output", out)
    exported = [json.loads(line) for line in out.read_text().splitlines()]
    assert len(exported) == sum(1 for _ in api.export_events())


def test_export_formats(api):
    source = api.source()
    user, event = unique("exp"), unique("Exported")
    source.deliver(*[{"type": "track", "event": event, "messageId": f"{user}-{n}", "userId": user, "properties": {"n": n, "文": "逗号,\"引号\"\n换行"}} for n in range(40)])
    rows = list(api.export_events(event=event))
    assert sorted(row["properties"]["n"] for row in rows) == list(range(40))
    assert {row["messageId"] for row in rows} == {f"{user}-{n}" for n in range(40)}
    answer = api.raw("GET", "/api/export/events", params={"format": "csv", "event": event, "from": "2000-01-01", "to": "2100-01-01"})
    table = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert len(table) == 40, answer.text[:300]
    answer = api.raw("GET", "/api/export/events", params={"format": "parquet", "event": event, "from": "2000-01-01", "to": "2100-01-01"})
    assert answer.content[:4] == b"PAR1" and answer.content[-4:] == b"PAR1"
    answer = api.raw("GET", "/api/export/customers", params={"format": "csv"})
    assert user in answer.content.decode("utf-8-sig")
