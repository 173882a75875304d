"""The student's side: what runs in the confined process, and nothing that is worth stealing."""
