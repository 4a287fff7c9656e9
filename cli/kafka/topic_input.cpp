// SPDX-License-Identifier: Apache-2.0
// Events from a topic. The place in each partition is kept by the state, not by the broker: a message is taken once,
// whatever happens. Messages of one partition come in their order; between partitions the one with the earliest time
// comes first, and a partition that has more to give holds the others back until it is here.
#include <fmt/format.h>
#include <librdkafka/rdkafka.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <limits>
#include <optional>

#include "cli/event_input.hpp"
#include "cli/kafka/client.hpp"
#include "engine/values/fnv.hpp"

namespace leadline::cli {

namespace {

using kafka::Client;
using kafka::kAnswerMs;

constexpr std::size_t kAtOnce = 256;
// A call that may wait for ever comes back now and then: a signal may have come between two waits.
constexpr int kLongestWaitMs = 500;

struct MessageEnd {
  void operator()(rd_kafka_message_t* message) const { rd_kafka_message_destroy(message); }
};
using Message = std::unique_ptr<rd_kafka_message_t, MessageEnd>;
struct QueueEnd {
  void operator()(rd_kafka_queue_t* queue) const { rd_kafka_queue_destroy(queue); }
};

std::string_view text_of(const rd_kafka_message_t& message) {
  return {static_cast<const char*>(message.payload), message.len};
}

std::string fingerprint(const rd_kafka_message_t& message) { return fmt::format("{:016x}", fnv1a(text_of(message))); }

std::int64_t time_of(const rd_kafka_message_t& message) {
  return rd_kafka_message_timestamp(&message, nullptr);  // -1: it has none
}

struct Partition {
  std::int32_t number = 0;
  state::InputPosition position;
  std::int64_t end = std::numeric_limits<std::int64_t>::max();  // nothing is taken from here on
  std::optional<std::string> before;                            // what the message before the first must be
  std::unique_ptr<rd_kafka_queue_t, QueueEnd> queue;
  std::vector<Message> at_hand;
  std::size_t next = 0;  // of what is at hand
  Message last;          // the one that was taken last
  bool at_end = false;   // there was nothing more when it was last asked for
  bool done = false;

  [[nodiscard]] bool empty() const { return next == at_hand.size(); }
};

class TopicInput final : public EventInput {
 public:
  explicit TopicInput(std::unique_ptr<Client> client) : client_(std::move(client)) {}
  ~TopicInput() override;
  Result<bool> begin(const PositionOf& position_of, bool go_on_with_oldest, bool stop_at_end);

  Next next(std::string_view& line, int wait_ms) override;
  [[nodiscard]] Place place() const override;
  [[nodiscard]] std::vector<state::InputPosition> positions() const override;

 private:
  Result<bool> begin(Partition& partition, bool go_on_with_oldest, bool stop_at_end);
  bool pump(Partition& partition);
  bool take_in(Partition& partition, Message message);
  void give(Partition& partition);

  std::unique_ptr<Client> client_;
  std::vector<Partition> partitions_;
  std::size_t given_ = 0;  // the partition of the last message
  int wake_ = -1;          // an eventfd that says that something came
};

Result<bool> TopicInput::begin(const PositionOf& position_of, bool go_on_with_oldest, bool stop_at_end) {
  const Result<int> count = client_->partitions();
  if (!count) return count.error();
  // The state knows a topic by the cluster's own name: brokers may be listed in another order, or move.
  std::string cluster = client_->place().brokers;
  if (char* own = rd_kafka_clusterid(client_->handle(), kAnswerMs); own != nullptr) {
    cluster = own;
    rd_kafka_mem_free(client_->handle(), own);
  }
  wake_ = ::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  if (wake_ < 0) return client_->error("cannot make an eventfd");
  partitions_.resize(static_cast<std::size_t>(*count));
  for (std::size_t number = 0; number < partitions_.size(); ++number) {
    Partition& partition = partitions_[number];
    partition.number = static_cast<std::int32_t>(number);
    partition.position = position_of(fmt::format("kafka://{}/{}/{}", cluster, client_->place().topic, number));
    if (const Result<bool> begun = begin(partition, go_on_with_oldest, stop_at_end); !begun) return begun.error();
  }
  return true;
}

Result<bool> TopicInput::begin(Partition& partition, bool go_on_with_oldest, bool stop_at_end) {
  std::int64_t low = 0;
  std::int64_t high = 0;
  const rd_kafka_resp_err_t asked = rd_kafka_query_watermark_offsets(client_->handle(), client_->place().topic.c_str(),
                                                                     partition.number, &low, &high, kAnswerMs);
  if (asked != RD_KAFKA_RESP_ERR_NO_ERROR) {
    return client_->error(fmt::format("partition {}: {}", partition.number, rd_kafka_err2str(asked)));
  }
  auto from = static_cast<std::int64_t>(partition.position.bytes);
  if (partition.position.lines == 0 || (from < low && go_on_with_oldest)) {
    from = std::max(from, low);
    partition.position.tail.clear();
  } else if (from < low) {
    return client_->error(fmt::format(
        "the state has read partition {} as far as message {}, and the topic keeps messages from {} on; what was "
        "between is lost. Add --kafka-property auto.offset.reset=earliest to go on without it",
        partition.number, from, low));
  } else if (from > high) {
    return client_->error(fmt::format(
        "it is not the topic that the state has read: partition {} was read as far as message {}, and has messages as "
        "far as {}. Give the new events under another name",
        partition.number, from, high));
  }
  partition.position.bytes = static_cast<std::uint64_t>(from);
  if (stop_at_end) partition.end = high;
  partition.done = from >= partition.end;
  if (partition.done) return true;
  if (!partition.position.tail.empty() && from > low) {
    partition.before = partition.position.tail;
    --from;
  }
  partition.queue.reset(
      rd_kafka_queue_get_partition(client_->handle(), client_->place().topic.c_str(), partition.number));
  if (rd_kafka_consume_start(client_->topic(), partition.number, from) != 0) {
    return client_->error(fmt::format("partition {}: {}", partition.number, rd_kafka_err2str(rd_kafka_last_error())));
  }
  if (!partition.queue) {
    partition.queue.reset(
        rd_kafka_queue_get_partition(client_->handle(), client_->place().topic.c_str(), partition.number));
  }
  if (partition.queue) {
    const std::uint64_t one = 1;
    rd_kafka_queue_io_event_enable(partition.queue.get(), wake_, &one, sizeof one);
  }
  return true;
}

TopicInput::~TopicInput() {
  for (Partition& partition : partitions_) {
    const bool started = partition.queue != nullptr;
    if (started) rd_kafka_queue_io_event_enable(partition.queue.get(), -1, nullptr, 0);
    partition.at_hand.clear();
    partition.last.reset();
    partition.queue.reset();
    if (started) rd_kafka_consume_stop(client_->topic(), partition.number);
  }
  client_.reset();
  if (wake_ >= 0) ::close(wake_);
}

// False: it cannot go on.
bool TopicInput::take_in(Partition& partition, Message message) {
  switch (message->err) {
    case RD_KAFKA_RESP_ERR_NO_ERROR:
      break;
    case RD_KAFKA_RESP_ERR__PARTITION_EOF:
      partition.at_end = true;
      if (message->offset >= partition.end) partition.done = true;
      return true;
    // A leader is gone and another comes.
    case RD_KAFKA_RESP_ERR__TRANSPORT:
    case RD_KAFKA_RESP_ERR__TIMED_OUT:
    case RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE:
    case RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION:
      return true;
    default:
      error_ = client_
                   ->error(fmt::format(
                       "partition {}, message {}: {}", partition.number, partition.position.bytes,
                       message->payload != nullptr ? std::string(text_of(*message)) : rd_kafka_err2str(message->err)))
                   .message;
      return false;
  }
  if (partition.before) {
    const std::string expected = *std::exchange(partition.before, std::nullopt);
    if (message->offset < static_cast<std::int64_t>(partition.position.bytes)) {
      if (fingerprint(*message) == expected) return true;
      error_ = client_
                   ->error(fmt::format("it is not the topic that the state has read: message {} of partition {} is "
                                       "another one. Give the new events under another name",
                                       message->offset, partition.number))
                   .message;
      return false;
    }
  }
  partition.at_end = false;
  if (message->offset >= partition.end) {
    partition.done = true;
  } else if (!partition.done) {
    partition.at_hand.push_back(std::move(message));
  }
  return true;
}

bool TopicInput::pump(Partition& partition) {
  std::array<rd_kafka_message_t*, kAtOnce> came{};
  const ssize_t count = rd_kafka_consume_batch(client_->topic(), partition.number, 0, came.data(), came.size());
  if (count <= 0) return true;
  partition.at_hand.clear();
  partition.next = 0;
  bool fine = true;
  for (ssize_t at = 0; at < count; ++at) {
    Message message(came[static_cast<std::size_t>(at)]);
    fine = fine && take_in(partition, std::move(message));
  }
  client_->works();
  return fine;
}

void TopicInput::give(Partition& partition) {
  partition.last = std::move(partition.at_hand[partition.next++]);
  partition.position.bytes = static_cast<std::uint64_t>(partition.last->offset) + 1;
  ++partition.position.lines;
  given_ = static_cast<std::size_t>(partition.number);
  if (!partition.empty()) return;
  // The last that there was when messages were last fetched: nobody has to wait until the broker says so.
  std::int64_t low = 0;
  std::int64_t high = 0;
  const auto next = static_cast<std::int64_t>(partition.position.bytes);
  if (rd_kafka_get_watermark_offsets(client_->handle(), client_->place().topic.c_str(), partition.number, &low,
                                     &high) == RD_KAFKA_RESP_ERR_NO_ERROR &&
      high >= 0) {
    partition.at_end = next >= high;
  }
  if (next >= partition.end) partition.done = true;
}

EventInput::Next TopicInput::next(std::string_view& line, int wait_ms) {
  const int wait = wait_ms < 0 ? kLongestWaitMs : std::min(wait_ms, kLongestWaitMs);
  const auto until = std::chrono::steady_clock::now() + std::chrono::milliseconds(wait);
  for (;;) {
    Partition* first = nullptr;
    bool hold = false;
    bool more = false;
    for (Partition& partition : partitions_) {
      if (partition.empty() && !partition.done && !pump(partition)) return Next::kFailed;
      if (!partition.empty()) {
        if (first == nullptr || time_of(*partition.at_hand[partition.next]) < time_of(*first->at_hand[first->next])) {
          first = &partition;
        }
        continue;
      }
      if (partition.done) continue;
      more = true;
      hold = hold || !partition.at_end || partition.end != std::numeric_limits<std::int64_t>::max();
    }
    if (first != nullptr && !hold) {
      give(*first);
      line = text_of(*first->last);
      return Next::kLine;
    }
    if (first == nullptr && !more) return Next::kEnd;
    client_->listen(0);
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(until - std::chrono::steady_clock::now()).count();
    if (left <= 0) return Next::kWait;
    pollfd waiting{wake_, POLLIN, 0};
    const int ready = ::poll(&waiting, 1, static_cast<int>(left));
    if (ready < 0 && errno == EINTR) return Next::kEnd;
    std::uint64_t times = 0;
    if (ready > 0) static_cast<void>(::read(wake_, &times, sizeof times) == sizeof times);
  }
}

EventInput::Place TopicInput::place() const {
  const Partition& partition = partitions_[given_];
  return {fmt::format("{}/{}", client_->name(), partition.number), partition.position.bytes - 1};
}

std::vector<state::InputPosition> TopicInput::positions() const {
  std::vector<state::InputPosition> positions;
  for (const Partition& partition : partitions_) {
    positions.push_back(partition.position);
    if (partition.last) positions.back().tail = fingerprint(*partition.last);
  }
  return positions;
}

}  // namespace

Result<std::unique_ptr<EventInput>> open_topic_input(
    const std::string& name, const std::function<state::InputPosition(const std::string& name)>& position_of,
    const TopicOptions& options) {
  TopicOptions mine = options;
  bool go_on_with_oldest = false;
  for (std::size_t at = 0; at < mine.properties.size();) {
    const auto& [key, value] = mine.properties[at];
    if (key != "auto.offset.reset") {
      ++at;
      continue;
    }
    if (value != "earliest") {
      return Error{
          fmt::format("--kafka-property {}={}: a run can only go on with the oldest messages (earliest)", key, value)};
    }
    go_on_with_oldest = true;
    mine.properties.erase(mine.properties.begin() + static_cast<std::ptrdiff_t>(at));
  }
  Result<std::unique_ptr<Client>> client =
      Client::open(Client::Kind::kConsumer, name, mine,
                   {{"enable.auto.commit", "false"}, {"enable.partition.eof", "true"}, {"auto.offset.reset", "error"}});
  if (!client) return client.error();
  auto input = std::make_unique<TopicInput>(std::move(client).value());
  if (const Result<bool> begun = input->begin(position_of, go_on_with_oldest, options.stop_at_end); !begun)
    return begun.error();
  return std::unique_ptr<EventInput>(std::move(input));
}

}  // namespace leadline::cli
