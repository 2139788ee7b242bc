/// Chooses among those who are free: pure, so that the stored explanation always leads to the same choice.
public enum Chooser {
    /// Smooth weighted round robin: everybody's turn rises by their weight, the highest is chosen and pays the total. Weights 5, 1, 1 give A A B A C A A.
    ///
    /// - Returns: The place chosen and everybody's new turn; nil when nobody is free.
    public static func roundRobin(_ candidates: [Candidate]) -> (chosen: Int, turns: [Int64])? {
        var turns = candidates.map(\.turn)
        var total: Int64 = 0
        var best: Int?
        for place in candidates.indices where candidates[place].isFree {
            turns[place] += candidates[place].weight
            total += candidates[place].weight
            if best == nil || turns[place] > turns[best!] { best = place }
        }
        guard let best else { return nil }
        turns[best] -= total
        return (best, turns)
    }

    /// The smallest load for its capacity; of equals the longest idle, then the smallest number.
    public static func balanced(_ candidates: [Candidate]) -> Int? {
        candidates.indices.filter { candidates[$0].isFree }.min { a, b in
            let (x, y) = (candidates[a], candidates[b])
            // load/capacity compared without fractions
            let (left, right) = (x.load * max(y.capacity, 1), y.load * max(x.capacity, 1))
            if left != right { return left < right }
            let (idleX, idleY) = (x.idle ?? .max, y.idle ?? .max)
            return idleX == idleY ? x.id < y.id : idleX > idleY
        }
    }

    /// Makes the choice of a mode.
    static func choose(_ mode: AssignPolicy.Mode, _ candidates: [Candidate]) -> (chosen: Int, turns: [Int64])? {
        if mode == .balanced { return balanced(candidates).map { ($0, candidates.map(\.turn)) } }
        return roundRobin(candidates)
    }
}
