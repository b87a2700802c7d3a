"""`python -m assistant.cli`: the same as `crm`."""

from assistant.cli.main import main

main()
