#include "scenarios/meanwhile/fault_run.hpp"

#include <chrono>
#include <string>

#include <poll.h>

namespace sark::scenarios {

namespace {

using Outcome = Happening::Outcome;

/// How long a service may take to come back once the run is over.
constexpr auto mending_limit = std::chrono::seconds(30);

std::string seconds_text(Nanos time) {
    const auto tenths = std::chrono::duration_cast<std::chrono::milliseconds>(time).count() / 100;
    return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10) + " s";
}

std::string words_of(const MeanwhileSpec& spec) {
    return std::string(fault_service_names[static_cast<std::size_t>(spec.service)]) + " " +
           std::string(fault_kind_names[static_cast<std::size_t>(spec.fault)]);
}

}  // namespace

FaultRun::FaultRun(const std::vector<MeanwhileSpec>& list, FaultSite* site) : site_(site) {
    for (const MeanwhileSpec& spec : list) {
        if (spec.kind != MeanwhileSpec::Kind::fault || site == nullptr)
            continue;
        Fault fault;
        fault.spec = spec;
        fault.happening.name = spec.name;
        fault.happening.kind = meanwhile_names[static_cast<std::size_t>(spec.kind)];
        fault.happening.planned = spec.at;
        faults_.push_back(std::move(fault));
    }
}

FaultRun::~FaultRun() {
    for (Fault& fault : faults_)
        if (fault.state == State::on)
            static_cast<void>(site_->end(fault.spec));
}

void FaultRun::tick(Nanos now) {
    for (Fault& fault : faults_) {
        if (fault.state == State::waiting && now >= fault.spec.at)
            begin(fault, now);
        else if (fault.state == State::on && now >= fault.happening.begin + fault.spec.length)
            mend(fault, now);
        else if (fault.state == State::mending)
            look(fault, now);
    }
}

void FaultRun::begin(Fault& fault, Nanos now) {
    Happening& happening = fault.happening;
    happening.begin = now;
    happening.end = now;
    if (const auto begun = site_->begin(fault.spec); !begun) {
        happening.outcome = Outcome::failed;
        happening.detail = describe(begun.error());
        fault.state = State::over;
        return;
    }
    happening.outcome = Outcome::cut_short;
    happening.detail = words_of(fault.spec);
    fault.state = State::on;
}

void FaultRun::mend(Fault& fault, Nanos now) {
    fault.mended_from = now;
    fault.happening.end = now;
    fault.state = State::mending;
    if (const auto ended = site_->end(fault.spec); !ended) {
        fault.happening.outcome = Outcome::failed;
        fault.happening.detail = describe(ended.error());
        fault.state = State::over;
        return;
    }
    look(fault, now);
}

void FaultRun::look(Fault& fault, Nanos now) {
    if (!site_->answers(fault.spec))
        return;
    fault.happening.end = now;
    fault.happening.outcome = Outcome::done;
    fault.happening.detail =
        words_of(fault.spec) + ", answered again after " + seconds_text(now - fault.mended_from);
    fault.state = State::over;
}

void FaultRun::end_all(Nanos now) {
    for (Fault& fault : faults_) {
        const bool was_on = fault.state == State::on;
        if (was_on)
            mend(fault, now);
        const auto limit = std::chrono::steady_clock::now() + mending_limit;
        while (fault.state == State::mending && std::chrono::steady_clock::now() < limit) {
            poll(nullptr, 0, 20);
            look(fault, now);
        }
        if (was_on && fault.happening.outcome == Outcome::done)
            fault.happening.outcome = Outcome::cut_short;
    }
}

std::vector<Happening> FaultRun::finish(Nanos now) {
    end_all(now);
    std::vector<Happening> happenings;
    for (const Fault& fault : faults_) happenings.push_back(fault.happening);
    faults_.clear();
    return happenings;
}

}  // namespace sark::scenarios
