"""`python -m bot COMMAND`."""

from bot.cli.main import main

raise SystemExit(main())
