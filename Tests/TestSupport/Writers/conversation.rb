# One request a line on standard input, a JSON object; one answer a line: "ok", "refused" or "failed", a tab, and JSON.
# Load it first: what libraries print from then on must not stand between the answers.
require "json"

ANSWERS = $stdout.dup
$stdout.reopen($stderr)

# Answers every request with what the block makes of it; nil is a refusal.
def converse
  $stdin.each_line do |line|
    begin
      value = yield JSON.parse(line)
      ANSWERS.puts(value.nil? ? "refused\tnull" : "ok\t#{JSON.generate(value)}")
    rescue StandardError => e
      ANSWERS.puts("failed\t#{JSON.generate("#{e.class}: #{e.message}")}")
    end
    ANSWERS.flush
  end
end
