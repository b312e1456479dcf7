"""Names and phrases as people write them in many languages: nothing in them is destroyed."""

from __future__ import annotations

from hypothesis import strategies as st

NAMES = (
    "Château d'Yquem", "L’Oréal", "« Le café »", "«\u00a0le café\u00a0»", "“the ‘café’”",
    "NESCAFÉ®", "CAFÉ™", "À l’été 2024…", "Œuvre cœur", "Curaçao", "São Tomé e Príncipe",
    "“A IRMÔ", "SÃO PAULO", "¿Qué?", "¡Olé!", "Nº 5", "ESPAÑA", "Catalunya: col·lecció",
    "Übergrößenträger", "„SPÖ“", "»ÄÖÜ«", "MÜLLER–LÜDENSCHEIDT", "Straße", "Åland",
    "Ærøskøbing", "Þórður Ægisson", "„Lukáš“", "Lukáš’s", "„Tomáš…“", "Úžasný",
    "Příliš žluťoučký kůň", "Košťál", "pláště", "Łódź", "Zażółć gęślą jaźń",
    "Škoda Auto a.s.", "Győr", "Şanlıurfa", "İSTANBUL", "TÜBİTAK", "Ğ", "București",
    "TÂRGU MUREȘ", "Ħamrun", "Rīga", "Šiauliai", "Đà Nẵng", "Nguyễn Phú Trọng", "Việt Nam",
    "Москва", "Київ", "Львів", "ВІСІ", "Їжак", "Беларусь рэгіён…", "Ђоковић", "Ќурчија",
    "Αθήνα", "Ελληνική Δημοκρατία", "Երևան", "თბილისი", "ירושלים", "תל־אביב", "صنعاء",
    "القاهرة", "می‌خواهم", "شرکت ملی نفت ایران", "پاکستان", "नई दिल्ली", "क्‍ष", "ক্‌ষ",
    "ঢাকা", "சென்னை", "తెలుగు", "ശ്രീ‍", "ไทย\u200bแลนด์", "ကမ္ဘာ", "ភ្នំពេញ\u200bក្រុង",
    "ລາວ", "བོད", "አዲስ አበባ", "ᠮᠣᠩᠭᠣᠯ", "华为技术有限公司", "中芯国际集成电路制造有限公司",
    "華為技術有限公司", "臺灣積體電路製造", "联通", "昇腾910B", "工信部",
    "東京エレクトロン", "トヨタ自動車", "삼성전자", "서울", "👩‍💻 Coders", "🏳️‍🌈",
    "10×½", "20 °C", "√2", "≤5 nm", "µm", "3–5 %", "§ 744", "© 2024", "f‘(x)", "C++",
    "R&D", "AT&T", "Q: A; B", "re:Invent", "IT: Services", "What?", "Wer? Was?", "#1",
    "C#", "C:\\users",
)  # fmt: skip

#: Consonants and vowels that make syllables of a language.
_SYLLABLES = (
    ("bcdfghklmnprstv", "aeiouáéíóúñ"),
    ("bcčdďfghklmnňprřsštťvzž", "aáeéěiíouúůyý"),
    ("bcçdfghjlmnpqrstv", "aàâeéèêëiîïoôuùûœ"),
    ("bcdfghklmnprstwzß", "aeiouäöü"),
    ("bcćdfghklłmnńprsśtwzźż", "aąeęioóuy"),
    ("bcçdfgğhklmnprsştvyz", "aeıioöuü"),
    ("бвгджзклмнпрстфхцчш", "аеиоуыэюяё"),
    ("бвгґджзклмнпрстфхцчш", "аеиіїоуєюя"),
    ("бвгдђжзјклљмнњпрстћцчџш", "аеиоу"),
    ("βγδζθκλμνξπρστφχψ", "αεηιουωάέήίόύώ"),
    ("אבגדהוזחטיכלמנסעפצקרשת", "אוי"),
    ("بتثجحخدذرزسشصضطظعغفقكلمن", "اوي"),
)
_ENDS = (
    ("", ""),
    ("“", "”"),
    ("„", "“"),
    ("«", "»"),
    ("»", "«"),
    ("‘", "’s"),
    ("", "™"),
    ("", "…"),
)


@st.composite
def words(draw: st.DrawFn) -> str:
    """A word of syllables of one language, in one case, perhaps with marks around it."""
    consonants, vowels = draw(st.sampled_from(_SYLLABLES))
    syllable = st.builds(str.__add__, st.sampled_from(consonants), st.sampled_from(vowels))
    word = "".join(draw(st.lists(syllable, min_size=1, max_size=5)))
    before, after = draw(st.sampled_from(_ENDS))
    shaped = draw(st.sampled_from((str.lower, str.upper, str.title)))(word)
    return f"{before}{shaped}{after}"


#: Names of common Chinese characters.
_COMMON = [
    bytes([row, cell]).decode("gb2312") for row in range(0xB0, 0xD7) for cell in range(0xA1, 0xFA)
]
CHINESE = st.text(st.sampled_from(_COMMON), min_size=2, max_size=8)
