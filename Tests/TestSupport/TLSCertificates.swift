/// A certificate authority of our own with a certificate for a server on loopback and one for a client, PEM files.
public final class TLSCertificates: Sendable {
    private let directory: TemporaryDirectory

    /// One set for the whole test process, valid for `localhost` and 127.0.0.1.
    public static func shared() throws -> TLSCertificates { try made.get() }
    private static let made = Result { try TLSCertificates() }

    /// A second authority that signed nothing in the shared set, for what must not be trusted.
    public static func stranger() throws -> TLSCertificates { try otherMade.get() }
    private static let otherMade = Result { try TLSCertificates() }

    /// The authority's certificate.
    public var authority: String { directory.file("ca.crt") }
    /// The server's certificate.
    public var serverCertificate: String { directory.file("server.crt") }
    /// The server's key.
    public var serverKey: String { directory.file("server.key") }
    /// The client's certificate.
    public var clientCertificate: String { directory.file("client.crt") }
    /// The client's key.
    public var clientKey: String { directory.file("client.key") }

    /// Creates an authority and has it sign a certificate for a server that goes by `names`.
    ///
    /// - Parameter names: subject alternative names as openssl spells them.
    public init(names: [String] = ["DNS:localhost", "IP:127.0.0.1"]) throws {
        directory = try TemporaryDirectory()
        try openssl(
            ["req", "-x509", "-new"] + key("ca")
                + ["-subj", "/CN=curfew test authority", "-days", "30", "-out", "ca.crt"])
        try sign("server", extensions: "subjectAltName=\(names.joined(separator: ","))\nextendedKeyUsage=serverAuth\n")
        try sign("client", extensions: "extendedKeyUsage=clientAuth\n")
    }

    private func sign(_ name: String, extensions: String) throws {
        try directory.write(extensions, to: "\(name).ext")
        try openssl(["req", "-new"] + key(name) + ["-subj", "/CN=curfew test \(name)", "-out", "\(name).csr"])
        try openssl([
            "x509", "-req", "-in", "\(name).csr", "-CA", "ca.crt", "-CAkey", "ca.key", "-CAcreateserial",
            "-extfile", "\(name).ext", "-days", "30", "-out", "\(name).crt",
        ])
    }

    private func key(_ name: String) -> [String] {
        ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", "\(name).key"]
    }

    private func openssl(_ arguments: [String]) throws {
        let run = try ChildProcess(
            Tool.openssl.require(), arguments, environment: ProcessEnvironment.isolated(home: directory),
            directory: directory.path)
        guard run.wait() == .code(0) else {
            throw TestSupportError("openssl \(arguments.joined(separator: " ")):\n\(try run.errorText)")
        }
    }
}
