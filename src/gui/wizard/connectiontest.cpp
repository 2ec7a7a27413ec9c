// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/wizard/connectiontest.h"

#include "gui/common/icons.h"
#include "gui/wizard/setuppage.h"

#include <QCheckBox>
#include <QGridLayout>
#include <QLabel>
#include <QPushButton>
#include <QStyle>
#include <QVBoxLayout>

namespace lifeboat {

using namespace Qt::StringLiterals;

namespace {

struct Look
{
    Health icon; ///< as elsewhere for what is well and what is not
    QString name;
};

Look lookOf(Finding::Verdict verdict)
{
    switch (verdict) {
    case Finding::Verdict::Ok: return {Health::Healthy, ConnectionTest::tr("OK")};
    case Finding::Verdict::Warning: return {Health::Warning, ConnectionTest::tr("Warning")};
    case Finding::Verdict::Failed: return {Health::Critical, ConnectionTest::tr("Failed")};
    case Finding::Verdict::Skipped: return {Health::Unknown, ConnectionTest::tr("Not tried")};
    }
    Q_UNREACHABLE();
}

} // namespace

ConnectionTest::ConnectionTest(const ConsoleContext &console, std::function<ProfilePointer()> draft,
                               QWidget *parent)
    : QWidget(parent), m_console(console), m_draft(std::move(draft)),
      m_start(new QPushButton(tr("&Test connection"), this)), m_summary(wrappingLabel({}, this)),
      m_lines(new QVBoxLayout), m_override(new QCheckBox(tr("Go on &although the test failed"), this))
{
    m_start->setObjectName(u"testConnection"_s);
    m_summary->setObjectName(u"testSummary"_s);
    m_override->setObjectName(u"acceptFailure"_s);
    auto *row = new QHBoxLayout;
    row->addWidget(m_start);
    row->addWidget(m_summary, 1);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins({});
    layout->addLayout(row);
    layout->addLayout(m_lines);
    layout->addWidget(m_override);
    connect(m_start, &QPushButton::clicked, this, [this] {
        if (m_job)
            m_job->cancel();
        else
            run();
    });
    connect(m_override, &QCheckBox::toggled, this, &ConnectionTest::stateChanged);
    enter(State::Untested);
}

ConnectionTest::~ConnectionTest()
{
    if (m_job)
        m_job->cancel();
}

bool ConnectionTest::isAccepted() const
{
    switch (m_state) {
    case State::Untested:
    case State::Passed: return true;
    case State::Running: return false;
    case State::Failed: return m_override->isChecked();
    }
    Q_UNREACHABLE();
}

void ConnectionTest::setPossible(bool possible)
{
    m_possible = possible;
    m_start->setEnabled(possible || m_state == State::Running);
}

void ConnectionTest::reset()
{
    ++m_run;
    if (m_job)
        m_job->cancel();
    m_job.clear();
    clearFindings();
    if (m_state != State::Untested)
        enter(State::Untested);
}

void ConnectionTest::run()
{
    clearFindings();
    const int run = ++m_run;
    const ProfilePointer draft = m_draft();
    const auto started = m_console.jobs.start<QList<Finding>>(
        JobKind::Check, {},
        [&backups = m_console.backups, draft](const JobControl &control) -> Result<QList<Finding>> {
            auto findings = Doctor(backups.stores(), backups.clock()).examineDestination(*draft, control);
            if (const auto go = control.cancel.check(u"wizard.test"_s); !go)
                return fail(go.error());
            return findings;
        },
        this,
        [this, run](const Result<QList<Finding>> &findings) {
            if (run != m_run)
                return;
            m_job.clear();
            if (findings)
                conclude(*findings);
            else
                enter(State::Untested); // cancelled
        });
    Q_ASSERT(started);
    m_job = *started;
    enter(State::Running);
}

void ConnectionTest::conclude(const QList<Finding> &findings)
{
    for (const Finding &finding : findings)
        addFinding(finding);
    const bool failed = std::any_of(findings.cbegin(), findings.cend(), [](const Finding &finding) {
        return finding.verdict == Finding::Verdict::Failed;
    });
    enter(failed ? State::Failed : State::Passed);
}

void ConnectionTest::addFinding(const Finding &finding)
{
    const Look look = lookOf(finding.verdict);
    auto *icon = new QLabel;
    const int size = style()->pixelMetric(QStyle::PM_SmallIconSize, nullptr, this);
    icon->setPixmap(healthIcon(look.icon).pixmap(QSize(size, size), devicePixelRatioF()));
    icon->setAccessibleName(look.name);
    icon->setToolTip(look.name);
    icon->setAlignment(Qt::AlignTop);
    auto *text =
        wrappingLabel(finding.hint.isEmpty() ? finding.message : finding.message + u'\n' + finding.hint);
    auto *line = new QWidget(this);
    line->setObjectName(u"finding"_s);
    auto *row = new QHBoxLayout(line);
    row->setContentsMargins({});
    row->addWidget(icon);
    row->addWidget(text, 1);
    m_lines->addWidget(line);
}

void ConnectionTest::clearFindings()
{
    while (QLayoutItem *item = m_lines->takeAt(0)) {
        delete item->widget();
        delete item;
    }
}

void ConnectionTest::enter(State state)
{
    m_state = state;
    const bool running = state == State::Running;
    m_start->setText(running ? tr("S&top testing") : tr("&Test connection"));
    m_start->setEnabled(running || m_possible);
    m_override->setVisible(state == State::Failed);
    if (state != State::Failed)
        m_override->setChecked(false);
    switch (state) {
    case State::Untested:
        m_summary->setText(tr("Not tested. The test writes, reads and deletes a small object."));
        break;
    case State::Running: m_summary->setText(tr("Testing…")); break;
    case State::Passed: m_summary->setText(tr("The connection works.")); break;
    case State::Failed: m_summary->setText(tr("The connection does not work yet.")); break;
    }
    Q_EMIT stateChanged();
}

} // namespace lifeboat
