"""What every process stands on: settings, the consume loop, dead letters, health, metrics."""
