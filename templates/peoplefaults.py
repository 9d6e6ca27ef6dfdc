"""What may be wrong in the list of people and what is done about it, by the kind of fault."""

from functools import partial

from templates.faults import told

FAULTS: dict[str, tuple[str, str]] = {
    "encoding": ("ไฟล์ไม่ได้บันทึกเป็น UTF-8 จึงอ่านภาษาไทยไม่ได้", "ใน Excel เลือก บันทึกเป็น ชนิด CSV UTF-8"),
    "unreadable": ("เปิดไฟล์ไม่ได้: {given}", "ให้ผู้ดูแลระบบตรวจสิทธิ์ของไฟล์"),
    "format": ("อ่านตารางไม่ได้: {given}", "ตรวจเครื่องหมายคำพูดและจุลภาคในบรรทัดนี้ หรือบันทึกใหม่จาก Excel เป็น CSV UTF-8"),
    "columns": ("บรรทัดแรกไม่มีหัวตาราง {given}", "บรรทัดแรกต้องเป็น {choices}"),
    "column": ("ไม่รู้จักหัวตาราง «{given}»", "ใช้คำเหล่านี้: {choices}"),
    "name": ("ไม่มีชื่อ", "พิมพ์ชื่อและนามสกุลในช่อง name หรือลบบรรทัดนี้"),
    "email": ("{given} ไม่มีอีเมลที่ใช้ได้", "พิมพ์อีเมลหนึ่งที่อยู่ในช่อง email เช่น somchai@office.example"),
    "role": ("ไม่รู้จักตำแหน่ง «{given}»", "ใช้คำเหล่านี้ในช่อง role: {choices}"),
    "unit": ("{given} ไม่มีกลุ่ม", "พิมพ์ชื่อกลุ่มในช่อง unit"),
    "two_names": ("อีเมลนี้เป็นของ {choices} แล้ว", "ให้แต่ละคนมีอีเมลของตนเอง หรือแก้ชื่อให้ตรงกันทุกบรรทัด"),
    "two_heads": (
        "{given} มีผู้อำนวยการกลุ่มแล้ว คือ {choices}",
        "ให้กลุ่มหนึ่งมี head คนเดียว คนอื่นใช้ officer และใช้ acting_for ถ้ารักษาการแทน",
    ),
    "two_directors": ("มีผู้อำนวยการแล้ว คือ {choices}", "ให้มี director คนเดียว ผู้รักษาการใช้ acting_for"),
    "no_central": ("ไม่มีธุรการกลาง", "ให้คนหนึ่งมี role เป็น central_clerk หนังสือที่ไม่มีกฎใดรับจะไปที่คนนั้น"),
    "date": ("«{given}» ไม่ใช่วันที่", "เขียนเช่น 15/6/2569, 15 มิ.ย. 2569 หรือ 2026-06-15"),
    "backwards": ("วันเริ่ม {given} มาหลังวันสิ้นสุด {choices}", "สลับหรือแก้วันที่"),
    "stray": ("มีวันที่รักษาการแต่ไม่ได้บอกว่าแทนใคร", "พิมพ์ชื่อในช่อง acting_for หรือลบวันที่"),
    "acting": (
        "ไม่พบ «{given}» ในรายชื่อนี้ จึงไม่ทราบว่ารักษาการแทนใคร",
        "พิมพ์ชื่อให้ตรงกับช่อง name ถ้าตำแหน่งนั้นว่าง ให้ผู้รักษาการมีอีกบรรทัดที่เป็นตำแหน่งนั้น",
    ),
    "several": ("«{given}» เป็นได้หลายคน: {choices}", "เขียนชื่อและนามสกุลเต็มในช่อง acting_for"),
    "oneself": ("{given} รักษาการแทนตนเอง", "แก้ช่อง acting_for"),
}
"""(what is wrong, what to do); `{given}` stands for what was written, `{choices}` for what may be."""

fault = partial(told, FAULTS)
