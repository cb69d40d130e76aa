"""What a study file asks: its fields, axes, drivers, figures and regimes, before anything is run."""
