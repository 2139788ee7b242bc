import Vocabulary

/// Turns rows into events and refusals, gathering the lines of one order; used row by row.
struct RecordStream {
    /// What some rows gave.
    struct Output {
        /// Events to hand on.
        var events: [IncomingEvent] = []
        /// Rows not taken.
        var refusals: [ImportRefusal] = []
        /// Rows these came from.
        var accepted = 0
        /// Events by the row they began in, for previews.
        var byRow: [(row: Int, events: [IncomingEvent])] = []
    }

    private let builder: RecordBuilder
    private var orderID: String?
    private var lines: [RecordBuilder.OrderLine] = []
    private var broken: RowFault?
    private var seen: Set<Hash128> = []

    init(_ builder: RecordBuilder) { self.builder = builder }

    /// The row in which the order that is being gathered began; nil between orders.
    var firstOpenRow: Int? { lines.first?.row.number }

    /// Takes a row.
    mutating func take(_ row: ImportRow, into output: inout Output) {
        guard builder.mapping.target == .orders else {
            do throws(RowFault) {
                let event = try builder.event(row)
                output.events.append(event)
                output.byRow.append((row.number, [event]))
                output.accepted += 1
            } catch {
                refuse(row, error, into: &output)
            }
            return
        }
        do throws(RowFault) {
            let values = try builder.values(row)
            let id = try builder.orderID(values)
            if id != orderID {
                finish(into: &output)
                guard seen.insert(Hash128(of: id.utf8)).inserted else { throw RowFault(.splitOrder, "“\(id.prefix(60))”.") }
                orderID = id
            }
            if let broken { throw broken }
            lines.append(RecordBuilder.OrderLine(row: row, values: values))
        } catch {
            if let orderID, builder.rawOrderID(row) == orderID {
                // One bad line spoils its order.
                for line in lines { refuse(line.row, error, into: &output) }
                lines = []
                broken = error
            } else {
                finish(into: &output)
            }
            refuse(row, error, into: &output)
        }
    }

    /// Takes note of a row that was dealt with before a restart.
    mutating func remember(_ row: ImportRow) {
        guard builder.mapping.target == .orders else { return }
        if let values = try? builder.values(row), let id = values.text(.orderID) { seen.insert(Hash128(of: id.utf8)) }
    }

    /// Ends the order that was being gathered: an order is taken whole or not at all.
    mutating func finish(into output: inout Output) {
        defer {
            lines = []
            orderID = nil
            broken = nil
        }
        guard let id = orderID, let first = lines.first else { return }
        do throws(RowFault) {
            let events = try builder.order(id, lines)
            output.events += events
            output.byRow.append((first.row.number, events))
            output.accepted += lines.count
        } catch {
            for line in lines { refuse(line.row, error, into: &output) }
        }
    }

    private func refuse(_ row: ImportRow, _ fault: RowFault, into output: inout Output) {
        output.refusals.append(ImportRefusal(row: row.number, reason: fault.reason, detail: fault.detail, record: row.record))
    }
}
