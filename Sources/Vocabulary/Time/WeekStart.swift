/// The day on which weeks begin; people use only these two.
public enum WeekStart: String, Sendable, CaseIterable {
    case monday, sunday

    /// How many days before this one its week began.
    func days(before date: CivilDate) -> Int { self == .monday ? date.weekday - 1 : date.weekday % 7 }
}
