"""From what is asked about figures to a ReportSpec."""
