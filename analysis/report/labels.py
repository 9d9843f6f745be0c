"""Names of the places that met, as charts and tables show them: Chinese first."""

import pandas as pd


def city_labels(articles: pd.DataFrame) -> dict[str, str]:
    """Name each city in Chinese and English; a provincial meeting goes by its province.

    Args:
        articles: with city, city_zh, province_zh and level; rows without a city are left out.

    Returns:
        Labels by city, such as 洛阳 Luoyang, or 云南（省级） Kunming for a province that met there.
    """
    rows = articles.dropna(subset=["city"]).drop_duplicates("city")
    columns = rows[["city", "city_zh", "province_zh", "level"]]
    return {city: _label(city, *names) for city, *names in columns.itertuples(index=False)}


def _label(city: str, city_zh: str, province_zh: str, level: str) -> str:
    if level == "province" and pd.notna(province_zh) and province_zh != city_zh:
        return f"{province_zh}（省级） {city}"
    return f"{city_zh} {city}" if pd.notna(city_zh) else city
