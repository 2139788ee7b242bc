extension Migration {
    /// Leads, salespeople, calendars, policies, assignments, pools.
    static let lead = Migration(
        10, "lead",
        [
            // weekly: minutes of the day by weekday, Monday first; exceptions: the same by date
            "CREATE TABLE sales_calendar (id INT NOT NULL PRIMARY KEY, name TEXT NOT NULL, zone TEXT NOT NULL, weekly TEXT NOT NULL, exceptions TEXT NOT NULL)",
            // weight in thousandths; turn: running value of smooth weighted round robin; regions, products, channels: JSON lists
            "CREATE TABLE salesperson (id INT NOT NULL PRIMARY KEY, account INT, name TEXT NOT NULL, phone TEXT NOT NULL, email TEXT NOT NULL, node INT, weight INT NOT NULL, capacity INT NOT NULL, daily_cap INT NOT NULL, regions TEXT NOT NULL, products TEXT NOT NULL, channels TEXT NOT NULL, calendar INT, presence TEXT NOT NULL, presence_at INT NOT NULL, turn INT NOT NULL, last_assigned_at INT NOT NULL, active INT NOT NULL, leads INT NOT NULL, created_at INT NOT NULL)",
            "CREATE UNIQUE INDEX salesperson_account ON salesperson (account) WHERE account IS NOT NULL",
            "CREATE TABLE sales_leave (id INT NOT NULL PRIMARY KEY, salesperson INT NOT NULL, starts_at INT NOT NULL, ends_at INT NOT NULL, cover INT)",
            "CREATE INDEX sales_leave_person ON sales_leave (salesperson, ends_at)",
            // claim_cap: claims a person may make a day; block_days: how long a former owner may not claim; recycle_days: idle days after which an owned lead comes here, 0 never
            "CREATE TABLE lead_pool (id INT NOT NULL PRIMARY KEY, name TEXT NOT NULL, node INT, claim_cap INT NOT NULL, block_days INT NOT NULL, recycle_days INT NOT NULL, created_at INT NOT NULL)",
            // conditions: JSON of lists by field; nodes: JSON list, [] for everybody
            "CREATE TABLE assign_policy (id INT NOT NULL PRIMARY KEY, name TEXT NOT NULL, priority INT NOT NULL, conditions TEXT NOT NULL, mode TEXT NOT NULL, nodes TEXT NOT NULL, pool INT, sla_minutes INT NOT NULL, leader INT, active INT NOT NULL, version INT NOT NULL)",
            // waiting: why nobody has it yet, '' when somebody or a pool has; step: of the response limit's ladder
            "CREATE TABLE lead (id INT NOT NULL PRIMARY KEY, leaf INT NOT NULL, state TEXT NOT NULL, owner INT, pool INT, waiting TEXT NOT NULL, policy INT, origin TEXT NOT NULL, page INT, product TEXT NOT NULL, region TEXT NOT NULL, answers TEXT NOT NULL, quality TEXT NOT NULL, reasons TEXT NOT NULL, value_fen INT, source TEXT NOT NULL, received_at INT NOT NULL, assigned_at INT, replied_at INT, due_at INT, step INT NOT NULL, attempts INT NOT NULL, touches INT NOT NULL, next_at INT, outcome_at INT, outcome_reason TEXT NOT NULL, updated_at INT NOT NULL)",
            "CREATE INDEX lead_leaf ON lead (leaf)",
            "CREATE INDEX lead_owner ON lead (owner, state)",
            "CREATE INDEX lead_state ON lead (state, id)",
            "CREATE INDEX lead_received ON lead (received_at)",
            "CREATE INDEX lead_waiting ON lead (id) WHERE waiting <> '' AND state = 'new'",
            "CREATE TABLE lead_touch (id INT NOT NULL PRIMARY KEY, lead INT NOT NULL, at INT NOT NULL, kind TEXT NOT NULL, payload TEXT NOT NULL)",
            "CREATE INDEX lead_touch_lead ON lead_touch (lead, id)",
            "CREATE TABLE lead_event (id INT NOT NULL PRIMARY KEY, lead INT NOT NULL, at INT NOT NULL, kind TEXT NOT NULL, actor TEXT NOT NULL, detail TEXT NOT NULL)",
            "CREATE INDEX lead_event_lead ON lead_event (lead, id)",
            "CREATE TABLE follow_up (id INT NOT NULL PRIMARY KEY, lead INT NOT NULL, at INT NOT NULL, actor TEXT NOT NULL, kind TEXT NOT NULL, text TEXT NOT NULL, next_at INT)",
            "CREATE INDEX follow_up_lead ON follow_up (lead, id)",
            // explanation: candidates with filter codes, shares and propensities (facts/leads-loyalty.md A7)
            "CREATE TABLE assignment (id INT NOT NULL PRIMARY KEY, lead INT NOT NULL, attempt INT NOT NULL, salesperson INT NOT NULL, at INT NOT NULL, mode TEXT NOT NULL, cause TEXT NOT NULL, explanation TEXT NOT NULL, ended_at INT, ended_reason TEXT NOT NULL)",
            "CREATE UNIQUE INDEX assignment_attempt ON assignment (lead, attempt)",
            "CREATE UNIQUE INDEX assignment_open ON assignment (lead) WHERE ended_at IS NULL",
            "CREATE INDEX assignment_person ON assignment (salesperson, at)",
            "CREATE TABLE lead_request (key TEXT NOT NULL PRIMARY KEY, lead INT NOT NULL)",
        ])
}
