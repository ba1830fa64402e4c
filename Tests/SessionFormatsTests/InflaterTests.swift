import TestSupport
import Testing
import TextCodings

@testable import SessionFormats

/// The streams are Python's `zlib.compress`: without compression, with the fixed codes, and with codes of their own.
@Suite struct `A zlib stream` {
    @Test(arguments: [
        ("eAEBBQD6/2hlbGxvBiwCFQ==", "hello"), ("eJzLSM3JyQcABiwCFQ==", "hello"), ("eJwDAAAAAAE=", ""),
    ])
    func `is taken apart`(base64: String, text: String) throws {
        let stream = try #require(Base64.decode(base64.utf8))
        #expect(String(decoding: try Inflater.inflate(stream, limit: 1000), as: UTF8.self) == text)
    }

    /// 150 words, each one of the same few.
    @Test func `with codes of its own is taken apart`() throws {
        let stream = try #require(Base64.decode(Self.words.utf8))
        let text = String(decoding: try Inflater.inflate(stream, limit: 4096), as: UTF8.self)
        #expect(text.hasPrefix("gamma cart beta épsilon beta [] [] [] pr"))
        #expect(text.hasSuffix("] cart alpha delta price gamma"))
        #expect(text.split(separator: " ").count == 150)
    }

    private static let words =
        "eNplUsENwjAMXCUrAOMgHqFEpVILUVpeiIGYg8VIfLFzAamKnLN9d3Yz+mXxbvBpc+ewefd5x3Wa7zfcjqf6xTQNwT1f7hLmjGvS"
        + "z/HqC5w/4QCQM8aDhiaw2x9qFZ/gf6whNU5g6M9X4FICDM4IKNSIuJXNGLd0oUpcjbIGAP0KCqlU913gtlILZFC19bcVG8bGg7CJ"
        + "ACxXXTFthpwqfam0/2BB76YdP6pEBWPoRiww5XT8oihkVdq0yCgNrW2k1ZOadSOmvI5Z03VgeglNjj2RPr8H8fAFjmYLCw=="

    @Test func `gives no more than the bound`() throws {
        let stream = try #require(Base64.decode("eJzLSM3JyQcABiwCFQ==".utf8))
        #expect(throws: Inflater.Failure.tooLarge) { try Inflater.inflate(stream, limit: 4) }
    }

    @Test func `is refused where a byte of it is another or missing`() throws {
        let stream = try #require(Base64.decode("eJzLSM3JyQcABiwCFQ==".utf8))
        for place in stream.indices {
            #expect(throws: Inflater.Failure.self) { try Inflater.inflate(Array(stream[..<place]), limit: 1000) }
            var changed = stream
            changed[place] ^= 1 << UInt8(place % 8)
            // Some bytes of the header say nothing of the content.
            let found = try? Inflater.inflate(changed, limit: 1000)
            #expect(found == nil || found == Array("hello".utf8))
        }
    }

    @Test func `of random bytes does no harm`() {
        var random = RepeatableRandom(seed: 5)
        for _ in 0..<20_000 {
            let count = Int.random(in: 0...60, using: &random)
            let bytes = [0x78, 0x9C] + (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
            let found = try? Inflater.inflate(bytes, limit: 4096)
            #expect((found?.count ?? 0) <= 4096)
        }
    }
}
