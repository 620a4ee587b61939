"""What people write, labelled, and what is learnt from it: `make train`, `make corpus-report`."""
