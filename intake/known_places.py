"""Names of districts in, the city they are known from out: a check of where a file's areas must lie."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import cos, hypot, radians


@dataclass(frozen=True)
class KnownCity:
    """A city by the names of its districts.

    Attributes
    ----------
    name : str
    lon, lat : float
        Its middle, degrees (WGS 84).
    radius_km : float
        Within it lies the whole city.
    districts : tuple of str
        Names that few other cities share.
    """

    name: str
    lon: float
    lat: float
    radius_km: float
    districts: tuple[str, ...]

    def distance_km(self, lon: float, lat: float) -> float:
        """Distance of a place from the city's middle, straight line."""
        return hypot((lon - self.lon) * 111.3 * cos(radians(self.lat)), (lat - self.lat) * 111.3)


def _city(name: str, lon: float, lat: float, radius_km: float, districts: str) -> KnownCity:
    return KnownCity(
        name, lon, lat, radius_km, tuple(part.strip() for part in districts.split(","))
    )


#: Middle and districts of Germany's largest cities (their own published lists; the middle is the town hall).
CITIES = (
    _city("Dortmund", 7.466, 51.512, 20, "Innenstadt-West, Innenstadt-Nord, Innenstadt-Ost, Eving, Scharnhorst, Brackel, Aplerbeck, Hörde, "
          "Hombruch, Lütgendortmund, Huckarde, Mengede, Dorstfeld, Marten, Kirchlinde, Wellinghofen, Barop, Eichlinghofen, Asseln, Wickede"),
    _city("Duisburg", 6.763, 51.435, 20, "Walsum, Hamborn, Meiderich/Beeck, Homberg-Ruhrort-Baerl, Rheinhausen, Marxloh, Bruckhausen, Ruhrort, "
          "Baerl, Neudorf, Wanheimerort, Hochfeld, Huckingen, Großenbaum, Rumeln-Kaldenhausen, Beeckerwerth, Obermeiderich, Untermeiderich"),
    _city("Essen", 7.012, 51.456, 20, "Altenessen, Katernberg, Borbeck, Kettwig, Werden, Steele, Kray, Rüttenscheid, Frohnhausen, Holsterhausen, "
          "Altendorf, Stoppenberg, Karnap, Heisingen, Überruhr, Bredeney, Vogelheim, Schonnebeck, Frillendorf"),
    _city("Bochum", 7.216, 51.482, 15, "Wattenscheid, Langendreer, Querenburg, Weitmar, Gerthe, Linden, Dahlhausen, Stiepel, Werne, Riemke, Hamme, Höntrop"),
    _city("Köln", 6.959, 50.938, 22, "Rodenkirchen, Lindenthal, Ehrenfeld, Nippes, Chorweiler, Porz, Kalk, Mülheim, Deutz, Zollstock, Sülz, Bickendorf, "
          "Vingst, Höhenberg, Ostheim, Merheim, Weidenpesch, Longerich, Meschenich, Finkenberg, Buchforst"),
    _city("Düsseldorf", 6.776, 51.225, 18, "Pempelfort, Flingern Nord, Flingern Süd, Bilk, Oberbilk, Garath, Benrath, Gerresheim, Kaiserswerth, Rath, "
          "Wersten, Holthausen, Reisholz, Eller, Hassels, Derendorf, Golzheim, Heerdt, Oberkassel, Unterbilk"),
    _city("Berlin", 13.405, 52.518, 32, "Friedrichshain-Kreuzberg, Charlottenburg-Wilmersdorf, Steglitz-Zehlendorf, Tempelhof-Schöneberg, Treptow-Köpenick, "
          "Marzahn-Hellersdorf, Pankow, Spandau, Neukölln, Reinickendorf, Wedding, Moabit, Kreuzberg, Friedrichshain, Köpenick, Marzahn, Hellersdorf, "
          "Lichtenrade, Gropiusstadt, Kladow, Gatow, Staaken, Siemensstadt"),
    _city("Hamburg", 9.993, 53.550, 32, "Altona, Eimsbüttel, Hamburg-Nord, Wandsbek, Bergedorf, Harburg, Wilhelmsburg, Billstedt, Rahlstedt, Steilshoop, "
          "Jenfeld, Mümmelmannsberg, Blankenese, Lurup, Osdorf, Veddel, Dulsberg, Barmbek-Nord, Barmbek-Süd, Winterhude, Moorburg, Altenwerder"),
    _city("München", 11.575, 48.137, 20, "Maxvorstadt, Au-Haidhausen, Sendling, Sendling-Westpark, Schwanthalerhöhe, Neuhausen-Nymphenburg, Moosach, "
          "Milbertshofen-Am Hart, Schwabing-Freimann, Bogenhausen, Berg am Laim, Trudering-Riem, Ramersdorf-Perlach, Obergiesing-Fasangarten, "
          "Untergiesing-Harlaching, Hadern, Pasing-Obermenzing, Aubing-Lochhausen-Langwied, Allach-Untermenzing, Feldmoching-Hasenbergl, Laim"),
    _city("Frankfurt am Main", 8.682, 50.111, 20, "Bockenheim, Sachsenhausen, Bornheim, Gallus, Griesheim, Höchst, Nied, Sossenheim, Fechenheim, Riederwald, "
          "Bergen-Enkheim, Ginnheim, Preungesheim, Bonames, Heddernheim, Niederrad, Schwanheim, Zeilsheim, Sindlingen"),
    _city("Stuttgart", 9.180, 48.775, 16, "Bad Cannstatt, Degerloch, Feuerbach, Hedelfingen, Möhringen, Mühlhausen, Obertürkheim, Plieningen, Sillenbuch, "
          "Stammheim, Untertürkheim, Vaihingen, Wangen, Weilimdorf, Zuffenhausen, Botnang, Birkach"),
    _city("Leipzig", 12.375, 51.340, 18, "Gohlis, Grünau-Mitte, Grünau-Ost, Grünau-Nord, Volkmarsdorf, Neustadt-Neuschönefeld, Reudnitz-Thonberg, Connewitz, "
          "Plagwitz, Lindenau, Altlindenau, Schleußig, Paunsdorf, Mockau-Nord, Mockau-Süd, Möckern, Wahren, Liebertwolkwitz, Markkleeberg"),
    _city("Dresden", 13.738, 51.050, 20, "Blasewitz, Leuben, Prohlis, Loschwitz, Klotzsche, Pieschen, Cotta, Gorbitz, Weixdorf, Langebrück, Cossebaude, Striesen"),
    _city("Bremen", 8.807, 53.076, 28, "Gröpelingen, Walle, Findorff, Hemelingen, Osterholz, Vegesack, Blumenthal, Burglesum, Huchting, Obervieland, "
          "Schwachhausen, Horn-Lehe, Oberneuland, Borgfeld, Woltmershausen, Tenever"),
    _city("Hannover", 9.732, 52.374, 16, "Linden-Limmer, Vahrenwald-List, Bothfeld-Vahrenheide, Buchholz-Kleefeld, Misburg-Anderten, Kirchrode-Bemerode-Wülferode, "
          "Südstadt-Bult, Döhren-Wülfel, Ricklingen, Ahlem-Badenstedt-Davenstedt, Herrenhausen-Stöcken, Sahlkamp, Mühlenberg"),
    _city("Nürnberg", 11.077, 49.454, 14, "Langwasser, Gostenhof, St. Leonhard, Schweinau, Gibitzenhof, Galgenhof, Steinbühl, Wöhrd, Röthenbach, Eibach, "
          "Reichelsdorf, Katzwang, Mögeldorf, Zerzabelshof, Thon, Großgründlach, Kornburg"),
)  # fmt: skip

#: So many names, and so large a share of all, must be a city's before it counts as recognised.
MIN_NAMES, MIN_SHARE = 4, 0.25


def recognised_city(names: Iterable[str]) -> KnownCity | None:
    """City whose districts a column names, or None.

    Parameters
    ----------
    names : iterable of str

    Examples
    --------
    >>> recognised_city(["Eving", "Hörde", "Mengede", "Brackel", "Huckarde"]).name
    'Dortmund'
    >>> recognised_city(["Mitte", "Nord", "Süd", "Ost"]) is None
    True
    """
    distinct = {name.strip().casefold() for name in names if name.strip()}
    best = max(CITIES, key=lambda city: _matches(city, distinct))
    found = _matches(best, distinct)
    return best if found >= MIN_NAMES and found >= MIN_SHARE * len(distinct) else None


def _matches(city: KnownCity, names: set[str]) -> int:
    return sum(district.casefold() in names for district in city.districts)
