"""Words that tell of a wrongdoing, whatever the message was taken for: these are never kept.

On the corpus 1.6 % of the lines, most of them questions about items; a lesson too few costs little,
a name beside an accusation does not come back. Pure.
"""

import re

from handlers.understanding.thai import normalise

_DEED = re.compile(
    "ยักยอก|ใต้โต๊ะ|หัวคิว|เงินทอน|รีดไถ|ฮั้ว|อมเงิน|เบิกเท็จ|เรียกเงิน|กินเงิน"
    "|(?<!กัน)(?<!ต้าน)(?<!ไม่)(?<!ปราบ)(?<!ปลอด)โกง"
)
_WHO = (
    "คุณ(?!ธรรม|ภาพ)|นาย|นาง|น\\.ส\\.|พี่|น้อง|หัวหน้า|ผอ|ปลัด|ผู้บริหาร|ผู้ใหญ่|มีคน|คนใน|เขา|เค้า|มัน|เพื่อน"
    "|เจ้าหน้าที่|จนท|ข้าราชการ|พนักงาน"
)
_AGAINST = "ป้องกัน|ต้าน|ปราบ|ไม่|แผน|มาตรการ|ร้องเรียน"
_SUSPECTED = re.compile(
    f"(?:{_WHO})(?:(?!{_AGAINST}).){{0,16}}(?:ทุจริต|สินบน|เรียกรับ|รับเงิน|คอร์รัปชัน|มิชอบ)"
)


def accuses(text: str) -> bool:
    run = re.sub(r"\s", "", normalise(text))
    return bool(_DEED.search(run) or _SUSPECTED.search(run))
