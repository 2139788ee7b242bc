# Makes the fixtures of the import tests: python3 -m venv v && v/bin/pip install openpyxl xlsxwriter && v/bin/python make.py
import datetime
import openpyxl
import xlsxwriter

rows = [
    ["订单号", "手机号", "下单时间", "商品名称", "数量", "单价", "金额", "订单状态", "备注"],
    ["D1001", 13800138000, datetime.datetime(2026, 11, 1, 10, 20, 0), "龙井茶 250g", 2, 99.5, 199, "已付款", "加急 & <礼盒>"],
    ["D1001", 13800138000, datetime.datetime(2026, 11, 1, 10, 20, 0), "茶杯", 1, 0, None, "已付款", None],
    ["D1002", 13900139000, datetime.datetime(2026, 11, 2, 0, 0, 0), "普洱", 1, 1299.9, 1299.9, "待付款", None],
    [None] * 9,
    ["D1003", None, datetime.datetime(2026, 11, 3, 8, 5, 6), "红茶", 1, 50, 50, "已付款", None],
]
book = openpyxl.Workbook()
sheet = book.active
for row in rows:
    sheet.append(row)
for cell in sheet["C"][1:]:
    cell.number_format = "yyyy/m/d h:mm"
book.save("orders-openpyxl.xlsx")

book = xlsxwriter.Workbook("orders-xlsxwriter.xlsx")
sheet = book.add_worksheet("订单")
date = book.add_format({"num_format": "yyyy年m月d日 hh:mm"})
for r, row in enumerate(rows):
    for c, value in enumerate(row):
        if isinstance(value, datetime.datetime):
            sheet.write_datetime(r, c, value, date)
        elif value is not None:
            sheet.write(r, c, value)
book.add_worksheet("第二页").write(0, 0, "no")
book.close()

text = "姓名,手机号,城市,标签,备注\r\n张三,13800138000,杭州,\"VIP,老客户\",\"他说\"\"好\"\"\n第二行\"\r\n李四,139-0013-9000,上海,新客,㐀𠮷\r\n,,,,\r\n王五,,北京,,\r\n"
open("customers-gb18030.csv", "wb").write(text.encode("gb18030"))

# A sheet of 64 MB of empty rows: about 130 KB packed.
import zipfile

with zipfile.ZipFile("bomb.xlsx", "w", zipfile.ZIP_DEFLATED, compresslevel=9) as bomb:
    bomb.writestr("xl/worksheets/sheet1.xml", b"<worksheet><sheetData>" + b"<row></row>" * 6_000_000 + b"</sheetData></worksheet>")
