"""Files for import tests: CSV in UTF-8 and GB18030, a workbook."""

import csv
import io

import openpyxl

COLUMNS = ["会员编号", "手机号", "姓名", "城市", "标签"]


def csv_bytes(rows, encoding="gb18030", header=COLUMNS):
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue().encode(encoding)


def workbook_bytes(rows, header=COLUMNS):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(header)
    for row in rows:
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
