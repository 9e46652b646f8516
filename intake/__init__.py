"""Everything that comes in: foreign files in, clean tables and a list of findings out."""

from intake.gdal_settings import switch_off_indirect_drivers

switch_off_indirect_drivers()
