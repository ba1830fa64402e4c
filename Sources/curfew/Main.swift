internal import ArgumentParser
internal import Glibc

/// The program: arranges the arguments, parses them, runs the verb, and ends with the right code.
@main
enum Main {
    static func main() {
        StandardStreams.fill()
        Interruption.block()
        setlocale(LC_ALL, "")
        let surroundings = Surroundings()
        CrashBehaviour.endAtOnce(surroundings.environment)
        let arguments = Array(CommandLine.arguments.dropFirst())
        let report = ErrorReport(arguments)
        do throws(Failure) {
            let verb = try CommandLineParser(surroundings).verb(arguments)
            if let screen = verb as? any ScreenVerb, surroundings.hasScreen {
                exit(try screen.show(in: surroundings))
            }
            HeadlessRun(verb: verb, surroundings: surroundings, report: report).run()
        } catch {
            report.write(error)
            exit(error.code.rawValue)
        }
    }
}
