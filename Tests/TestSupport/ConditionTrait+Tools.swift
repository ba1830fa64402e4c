public import Testing

extension Trait where Self == ConditionTrait {
    /// Skips the test, saying why, where one of the tools is not installed.
    ///
    /// With `CURFEW_REQUIRE_ALL=1` in the environment nothing is skipped: the test runs, and fails where it starts
    /// the missing tool.
    public static func needs(_ tools: Tool...) -> Self {
        let missing = tools.filter { $0.path == nil }.map(\.rawValue).joined(separator: ", ")
        let mayRun = missing.isEmpty || ProcessEnvironment.value("CURFEW_REQUIRE_ALL") == "1"
        return .enabled(if: mayRun, "not installed: \(missing) (Tests/install-tools.sh installs it)")
    }
}
