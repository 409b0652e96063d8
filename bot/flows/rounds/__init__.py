"""What follows a visit: a cadre's day, referrals up to their end, a village's plan, and manners in all of it."""
