"""What every process stands on: settings, the one consume loop, producer, dead letters, health, metrics, logs."""
