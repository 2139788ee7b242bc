import Lead
