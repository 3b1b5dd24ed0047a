"""Runs the migrations of this plugin's tables, on the connection that CKAN is configured with."""

from logging.config import fileConfig
from pathlib import Path

from alembic import context
from sqlalchemy import engine_from_config, pool

import ckan.plugins.toolkit as tk

from ckanext.opendatalab.common import tables
from ckanext.opendatalab.rooms import exported

config = context.config
# The loggers that the portal already set up must keep speaking.
fileConfig(config.config_file_name, disable_existing_loggers=False)

PLUGIN = Path(__file__).parent.name
exported("model")  # so that autogenerate sees every table


def include_object(obj, name, type_, reflected, compare_to):
    """Tell autogenerate to look at our tables only."""
    if type_ == "table":
        return name.startswith(PLUGIN)
    return True


def run_migrations_offline():
    context.configure(
        url=config.get_main_option("sqlalchemy.url"),
        target_metadata=tk.BaseModel.metadata,
        literal_binds=True,
        include_object=include_object,
        version_table=f"{PLUGIN}_alembic_version",
    )
    with context.begin_transaction():
        context.run_migrations()


def run_migrations_online():
    connectable = engine_from_config(
        config.get_section(config.config_ini_section),
        prefix="sqlalchemy.",
        poolclass=pool.NullPool,
    )
    with connectable.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=tk.BaseModel.metadata,
            include_object=include_object,
            version_table=f"{PLUGIN}_alembic_version",
        )
        with context.begin_transaction():
            context.run_migrations()


if context.is_offline_mode():
    run_migrations_offline()
else:
    try:
        run_migrations_online()
    finally:
        tables.forget()
