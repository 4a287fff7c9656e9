// SPDX-License-Identifier: Apache-2.0
// A handle of librdkafka with its settings: what reading and writing have in common. Entry point: Client::open.
#pragma once
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "cli/kafka/topic.hpp"

// As librdkafka declares them; its header is for the sources of this folder.
struct rd_kafka_s;
struct rd_kafka_topic_s;

namespace leadline::cli::kafka {

/// How long a broker may take to answer while a topic is opened.
inline constexpr int kAnswerMs = 30000;

class Client {
 public:
  using Settings = std::vector<std::pair<std::string, std::string>>;
  enum class Kind { kConsumer, kProducer };

  /// `own`: settings that the run makes; a user's property of the same name is an error.
  static Result<std::unique_ptr<Client>> open(Kind kind, const std::string& name, const TopicOptions& options,
                                              const Settings& own);
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;
  ~Client();

  [[nodiscard]] rd_kafka_s* handle() const { return handle_; }
  [[nodiscard]] rd_kafka_topic_s* topic() const { return topic_; }
  [[nodiscard]] const TopicName& place() const { return place_; }
  /// As the user wrote it.
  [[nodiscard]] const std::string& name() const { return name_; }

  /// How many partitions the topic has; an error where no broker answers, or there is no such topic.
  Result<int> partitions();
  /// Hears what librdkafka has to say: trouble is told once, until something works again.
  void listen(int wait_ms);
  void works() { told_.clear(); }
  /// Of the first message that could not be delivered; empty: none.
  [[nodiscard]] std::string take_undelivered() { return std::exchange(undelivered_, {}); }
  [[nodiscard]] Error error(const std::string& what) const;

 private:
  friend struct Callbacks;
  Client() = default;
  rd_kafka_s* handle_ = nullptr;
  rd_kafka_topic_s* topic_ = nullptr;
  std::string name_;
  TopicName place_;
  bool open_ = false;      // a broker has answered
  bool all_down_ = false;  // no broker could be reached at some time
  std::string trouble_;    // why not
  std::set<int> told_;
  std::string undelivered_;
};

}  // namespace leadline::cli::kafka
