"""What an operator does beside serving: keys, copies, publishing and scoring questionnaires, finding what ails."""
