"""The demo company: Kestrel Works, a maker of warehouse equipment, written in the import format of the product."""

from assistant.demo.write import DemoSummary, SignIn, write_demo

__all__ = ["DemoSummary", "SignIn", "write_demo"]
