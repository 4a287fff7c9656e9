// SPDX-License-Identifier: Apache-2.0
// Decisions into a topic, an object a message, with the id of their record as the key. A run with a state writes each
// batch as one transaction of Kafka, in which the number of the last decision stands as an offset of a consumer group
// of the state's own: what was said is known even if the run is killed before it hears that it was, and nothing is said
// twice. A batch is written when the state has committed it.
#include <fmt/format.h>
#include <librdkafka/rdkafka.h>

#include <algorithm>
#include <string>
#include <vector>

#include "cli/kafka/client.hpp"
#include "cli/run_output.hpp"
#include "engine/data/json_object.hpp"

namespace leadline::cli {

namespace {

using kafka::Client;
using kafka::kAnswerMs;

constexpr int kTries = 5;

struct ErrorEnd {
  void operator()(rd_kafka_error_t* error) const { rd_kafka_error_destroy(error); }
};
using KafkaError = std::unique_ptr<rd_kafka_error_t, ErrorEnd>;
struct OffsetsEnd {
  void operator()(rd_kafka_topic_partition_list_t* list) const { rd_kafka_topic_partition_list_destroy(list); }
};
using Offsets = std::unique_ptr<rd_kafka_topic_partition_list_t, OffsetsEnd>;
struct GroupEnd {
  void operator()(rd_kafka_consumer_group_metadata_t* group) const { rd_kafka_consumer_group_metadata_destroy(group); }
};

// Calls again what can be called again.
template <class Call>
KafkaError insist(Call call) {
  KafkaError error(call());
  for (int more = kTries; more != 0 && error && rd_kafka_error_is_retriable(error.get()) != 0; --more)
    error.reset(call());
  return error;
}

class TopicOutput final : public RunOutput {
 public:
  TopicOutput(std::unique_ptr<Client> client, std::string writer)
      : client_(std::move(client)), writer_(std::move(writer)) {}

  Result<bool> begin(const TopicOptions& options);
  [[nodiscard]] const std::string& name() const override { return client_->name(); }
  Result<std::string> unsaid(std::string lines, std::uint64_t last) override;
  Result<bool> write(std::string_view text, bool to_disk) override;

 private:
  [[nodiscard]] Error error(const KafkaError& error) const;
  [[nodiscard]] Offsets offset(std::int64_t number) const;
  Result<bool> send(std::string_view text);
  KafkaError send_as_one(std::string_view text, Result<bool>& sent);

  std::unique_ptr<Client> client_;
  std::string writer_;  // empty: no transactions
  std::int64_t said_ = -1;
  std::int64_t last_ = 0;  // the number of the last decision that was sent
  JsonObject object_;
  std::vector<JsonMember> members_;
};

Error TopicOutput::error(const KafkaError& error) const {
  const rd_kafka_resp_err_t code = rd_kafka_error_code(error.get());
  if (code == RD_KAFKA_RESP_ERR__FENCED || code == RD_KAFKA_RESP_ERR_PRODUCER_FENCED ||
      code == RD_KAFKA_RESP_ERR_INVALID_PRODUCER_EPOCH) {
    return client_->error("another run writes for this state, or for a copy of it; this one ends");
  }
  return client_->error(rd_kafka_error_string(error.get()));
}

// What stands as an offset says how far the decisions of this state were said.
Offsets TopicOutput::offset(std::int64_t number) const {
  Offsets list(rd_kafka_topic_partition_list_new(1));
  rd_kafka_topic_partition_list_add(list.get(), client_->place().topic.c_str(), 0)->offset = number;
  return list;
}

Result<bool> TopicOutput::begin(const TopicOptions& options) {
  if (const Result<int> partitions = client_->partitions(); !partitions) return partitions.error();
  if (writer_.empty()) return true;
  // Ends the transaction of a run that was killed, and shuts out one that still thinks that it has the state.
  if (const KafkaError failed = insist([&] { return rd_kafka_init_transactions(client_->handle(), kAnswerMs); });
      failed) {
    return error(failed);
  }
  Result<std::unique_ptr<Client>> reader =
      Client::open(Client::Kind::kConsumer, client_->name(), options,
                   {{"group.id", writer_}, {"enable.auto.commit", "false"}, {"isolation.level", "read_committed"}});
  if (!reader) return reader.error();
  const Offsets list = offset(RD_KAFKA_OFFSET_INVALID);
  const rd_kafka_resp_err_t asked = rd_kafka_committed((*reader)->handle(), list.get(), kAnswerMs);
  if (asked != RD_KAFKA_RESP_ERR_NO_ERROR) return client_->error(rd_kafka_err2str(asked));
  said_ = list->elems[0].offset;
  return true;
}

Result<std::string> TopicOutput::unsaid(std::string lines, std::uint64_t last) {
  if (writer_.empty() || said_ < 0) return lines;
  const auto said = static_cast<std::uint64_t>(said_);
  if (said > last) {
    return client_->error(
        fmt::format("it has decisions of this state as far as number {}, and the state as far as {}: the state is an "
                    "older copy. Decisions of it belong into another topic",
                    said, last));
  }
  const auto all = static_cast<std::uint64_t>(std::count(lines.begin(), lines.end(), '\n'));
  std::uint64_t done = all - std::min(all, last - said);
  std::size_t begin = 0;
  for (; done != 0; --done) begin = lines.find('\n', begin) + 1;
  return lines.substr(begin);
}

// Hands all lines to librdkafka.
Result<bool> TopicOutput::send(std::string_view text) {
  while (!text.empty()) {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(text.size(), line.size() + 1));
    std::string_view key;
    if (object_.read(line, members_).empty()) {
      for (const JsonMember& member : members_) {
        if (member.key == "id") key = member.cell.text();
        if (member.key == "number") last_ = std::strtoll(std::string(member.cell.text()).c_str(), nullptr, 10);
      }
    }
    for (;;) {
      const int sent = rd_kafka_produce(
          client_->topic(), RD_KAFKA_PARTITION_UA, RD_KAFKA_MSG_F_COPY,
          const_cast<char*>(line.data()),  // NOLINT(cppcoreguidelines-pro-type-const-cast): it is copied
          line.size(), key.data(), key.size(), nullptr);
      if (sent == 0) break;
      if (rd_kafka_last_error() != RD_KAFKA_RESP_ERR__QUEUE_FULL)
        return client_->error(rd_kafka_err2str(rd_kafka_last_error()));
      client_->listen(100);
    }
  }
  return true;
}

// One transaction. `sent`: whether librdkafka took the lines.
KafkaError TopicOutput::send_as_one(std::string_view text, Result<bool>& sent) {
  rd_kafka_t* handle = client_->handle();
  KafkaError failed(rd_kafka_begin_transaction(handle));
  if (failed) return failed;
  sent = send(text);
  if (!sent) return failed;
  const std::unique_ptr<rd_kafka_consumer_group_metadata_t, GroupEnd> group(
      rd_kafka_consumer_group_metadata_new(writer_.c_str()));
  const Offsets list = offset(last_);
  failed = insist([&] { return rd_kafka_send_offsets_to_transaction(handle, list.get(), group.get(), -1); });
  if (!failed) failed = insist([&] { return rd_kafka_commit_transaction(handle, -1); });
  return failed;
}

Result<bool> TopicOutput::write(std::string_view text, bool /*to_disk*/) {
  if (text.empty()) return true;
  if (writer_.empty()) {
    if (const Result<bool> sent = send(text); !sent) return sent.error();
    while (rd_kafka_flush(client_->handle(), kAnswerMs) == RD_KAFKA_RESP_ERR__TIMED_OUT) client_->listen(0);
    const std::string undelivered = client_->take_undelivered();
    if (!undelivered.empty()) return client_->error(undelivered);
    client_->works();
    return true;
  }
  for (int left = kTries;; --left) {
    Result<bool> sent = true;
    const KafkaError failed = send_as_one(text, sent);
    client_->listen(0);
    const std::string undelivered = client_->take_undelivered();
    if (sent && !failed) break;
    if (failed && rd_kafka_error_txn_requires_abort(failed.get()) == 0) return error(failed);
    const KafkaError kept = insist([&] { return rd_kafka_abort_transaction(client_->handle(), kAnswerMs); });
    if (!sent) return sent.error();
    if (kept) return error(kept);
    if (left == 0) return undelivered.empty() ? error(failed) : client_->error(undelivered);
  }
  client_->works();
  return true;
}

}  // namespace

Result<std::unique_ptr<RunOutput>> open_topic_output(const std::string& name, const TopicOptions& options) {
  TopicOptions mine = options;
  mine.properties.erase(std::remove_if(mine.properties.begin(), mine.properties.end(),
                                       [](const auto& property) { return property.first == "auto.offset.reset"; }),
                        mine.properties.end());
  const std::string writer = options.writer.empty() ? std::string() : "leadline-" + options.writer;
  Client::Settings own{{"enable.idempotence", "true"}};
  if (!writer.empty()) own.emplace_back("transactional.id", writer);
  Result<std::unique_ptr<Client>> client = Client::open(Client::Kind::kProducer, name, mine, own);
  if (!client) return client.error();
  auto output = std::make_unique<TopicOutput>(std::move(client).value(), writer);
  if (const Result<bool> begun = output->begin(mine); !begun) return begun.error();
  return std::unique_ptr<RunOutput>(std::move(output));
}

}  // namespace leadline::cli
