"""What instruments are about: a short list of keys with their names. Empathy and compassion are never one key."""

from collections.abc import Mapping

CONSTRUCTS: Mapping[str, Mapping[str, str]] = {
    "alliance": {"en": "alliance", "es": "alianza"},
    "anxiety": {"en": "anxiety", "es": "ansiedad"},
    "attachment": {"en": "attachment", "es": "apego"},
    "burnout": {"en": "burnout", "es": "desgaste"},
    "cognitive_empathy": {"en": "cognitive empathy", "es": "empatía cognitiva"},
    "cohesion": {"en": "group cohesion", "es": "cohesión del grupo"},
    "compassion_for_others": {"en": "compassion for others", "es": "compasión hacia los demás"},
    "compassion_from_others": {"en": "compassion from others", "es": "compasión recibida"},
    "compassion_satisfaction": {"en": "compassion satisfaction", "es": "satisfacción por compasión"},
    "depression": {"en": "depression", "es": "depresión"},
    "distress": {"en": "distress", "es": "malestar"},
    "emotion_regulation": {"en": "emotion regulation", "es": "regulación de las emociones"},
    "emotional_empathy": {"en": "emotional empathy", "es": "empatía emocional"},
    "fears_of_compassion": {"en": "fears of compassion", "es": "miedos a la compasión"},
    "forensic": {"en": "forensic rating", "es": "valoración forense"},
    "group_climate": {"en": "group climate", "es": "clima del grupo"},
    "loneliness": {"en": "loneliness", "es": "soledad"},
    "mindfulness": {"en": "mindfulness", "es": "atención plena"},
    "outcome": {"en": "outcome", "es": "resultado"},
    "personal_distress": {"en": "personal distress", "es": "malestar personal"},
    "prosociality": {"en": "prosociality", "es": "prosocialidad"},
    "protective": {"en": "protective factors", "es": "factores de protección"},
    "risk": {"en": "risk", "es": "riesgo"},
    "self_compassion": {"en": "self-compassion", "es": "autocompasión"},
    "self_criticism": {"en": "self-criticism", "es": "autocrítica"},
    "staff": {"en": "staff", "es": "personal"},
    "therapeutic_factors": {"en": "therapeutic factors", "es": "factores terapéuticos"},
    "trauma": {"en": "trauma", "es": "trauma"},
    "well_being": {"en": "well-being", "es": "bienestar"},
}
"""By key, the name in each language."""
