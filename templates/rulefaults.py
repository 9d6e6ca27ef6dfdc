"""What may be wrong in the file of rules and what the clerk does about it, by the kind of fault."""

FAULTS: dict[str, tuple[str, str]] = {
    "encoding": ("ไฟล์ไม่ได้บันทึกเป็น UTF-8 จึงอ่านภาษาไทยไม่ได้", "เปิดด้วย Notepad เลือก บันทึกเป็น แล้วเลือกการเข้ารหัส UTF-8"),
    "unreadable": ("เปิดไฟล์ไม่ได้: {given}", "ให้ผู้ดูแลระบบตรวจสิทธิ์ของไฟล์"),
    "outside": ("{given} อยู่ก่อนกฎข้อแรก", "เขียนบรรทัด [[กฎ]] ไว้เหนือบรรทัดนี้ หรือใส่ # หน้าบรรทัดถ้าเป็นคำอธิบาย"),
    "heading": ("หัวกฎเขียนว่า {given}", "ขึ้นต้นกฎทุกข้อด้วยบรรทัด [[กฎ]] วงเล็บเหลี่ยมสองชั้น"),
    "curly": ("มีเครื่องหมายคำพูดแบบโค้ง “ ”", 'ลบแล้วพิมพ์ใหม่เป็น " ใน Notepad (โปรแกรม Word มักเปลี่ยนให้เป็นแบบโค้ง)'),
    "unquoted": ("ค่าของ {given} ไม่อยู่ในเครื่องหมายคำพูด หรือเครื่องหมายไม่ครบคู่", 'เขียนเช่น {given} = "ข้อความ"'),
    "list": ("รายการของ {given} เขียนไม่ครบ", 'เขียนเช่น {given} = ["คำแรก", "คำที่สอง"] มีจุลภาคคั่น และปิดด้วย ]'),
    "no_value": ("อ่านบรรทัดนี้ไม่ออก: {given}", 'เขียนเช่น เรื่อง = "ข้อความ" หรือใส่ # หน้าบรรทัดถ้าเป็นคำอธิบาย'),
    "twice": ("{given} มีสองบรรทัดในกฎข้อเดียว", 'รวมเป็นบรรทัดเดียว เช่น {given} = ["คำแรก", "คำที่สอง"]'),
    "unknown": ("ไม่รู้จักคำว่า {given}", "ใช้คำเหล่านี้: {choices}"),
    "misspelt": ("ไม่รู้จักคำว่า {given}", "หมายถึง {choices} ใช่หรือไม่ ถ้าใช่ให้แก้ตัวสะกด"),
    "not_text": (
        "ค่าของ {given} ไม่ใช่ข้อความ",
        'ใส่เครื่องหมายคำพูดคร่อม เช่น {given} = "ข้อความ" หรือ {given} = ["คำแรก", "คำที่สอง"]',
    ),
    "one_text": ("{given} มีได้ค่าเดียว", 'เขียนเช่น {given} = "ข้อความ"'),
    "empty": ("{given} ว่างเปล่า", "พิมพ์ค่าให้ครบ หรือลบบรรทัดนี้"),
    "choice": ("«{given}» ใช้กับช่องนี้ไม่ได้", "ใช้คำเหล่านี้: {choices}"),
    "mail": ("«{given}» ไม่ใช่ที่อยู่อีเมล", 'เขียนเช่น "school@office.example" หรือทั้งโดเมน "@office.example"'),
    "within": ("ไม่เข้าใจเวลา «{given}»", 'เขียนเช่น "30 นาที", "2 ชั่วโมง", "ครึ่งวัน" หรือ "3 วัน" (นับเวลาทำการ)'),
    "nobody": ("ไม่พบ «{given}» ใน people.csv", "แก้ตัวสะกดให้ตรงกับ people.csv หรือเพิ่มชื่อนี้ใน people.csv"),
    "nobody_like": (
        "ไม่พบ «{given}» ใน people.csv",
        "หมายถึง {choices} ใช่หรือไม่ ถ้าใช่ให้แก้ให้ตรง ถ้าไม่ใช่ให้เพิ่มชื่อใน people.csv",
    ),
    "several": ("«{given}» เป็นได้หลายคน: {choices}", "เขียนชื่อและนามสกุลเต็ม"),
    "unit": ("ไม่พบกลุ่ม «{given}» ใน people.csv", "ใช้ชื่อกลุ่มเหล่านี้: {choices}"),
    "unit_empty": (
        "กลุ่ม «{given}» ไม่มีธุรการกลุ่มหรือผู้อำนวยการกลุ่มใน people.csv",
        "เพิ่มคนใน people.csv หรือเขียน มอบ = ชื่อคน ในกฎข้อนี้",
    ),
    "no_taker": ("กฎข้อนี้ไม่บอกว่าให้ใคร", 'เพิ่มบรรทัด กลุ่ม = "ชื่อกลุ่ม" หรือ มอบ = "ชื่อคน"'),
    "unreached": ("กฎข้อนี้ไม่ถูกใช้เลย เพราะกฎ {given} เหนือขึ้นไปไม่มีเงื่อนไข จึงรับหนังสือทุกฉบับ", "ย้ายกฎที่ไม่มีเงื่อนไขไปไว้ท้ายไฟล์"),
}
"""(what is wrong, what to do); `{given}` stands for what was written, `{choices}` for what may be."""

NAMELESS = "กฎที่ {number}"
"""The name of a rule that was given none."""


def fault(kind: str, given: str = "", choices: str = "") -> tuple[str, str]:
    """What is wrong and its cure, in words."""
    what, cure = FAULTS[kind]
    return what.format(given=given[:120], choices=choices), cure.format(given=given[:120], choices=choices)
