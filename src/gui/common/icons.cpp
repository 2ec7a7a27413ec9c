// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/common/icons.h"

#include <QCoreApplication>
#include <QFile>
#include <QGuiApplication>
#include <QIconEngine>
#include <QLabel>
#include <QMessageBox>
#include <QPainter>
#include <QPalette>
#include <QStyle>
#include <QSvgRenderer>

#include <mutex>

/// Outside any namespace, as the macro demands. The linker keeps a library's resources only when they are
/// named.
static void keepIcons()
{
    Q_INIT_RESOURCE(lifeboat);
}

namespace lifeboat {

using namespace Qt::StringLiterals;

namespace {

struct HealthWords
{
    Q_DECLARE_TR_FUNCTIONS(HealthWords)
};

/// As health-unknown.svg has it.
constexpr auto unknownGrey = "#808890";

/// Draws an SVG with its black replaced by what the palette wants.
class ThemedEngine final : public QIconEngine
{
public:
    explicit ThemedEngine(QByteArray svg) : m_svg(std::move(svg)) {}

    void paint(QPainter *painter, const QRect &rect, QIcon::Mode mode, QIcon::State) override
    {
        QByteArray coloured = m_svg;
        coloured.replace("#000000", colourFor(mode).name().toLatin1());
        if (mode == QIcon::Selected) // grey is for the usual background only
            coloured.replace(unknownGrey, colourFor(mode).name().toLatin1());
        QSvgRenderer(coloured).render(painter, rect);
    }

    QPixmap pixmap(const QSize &size, QIcon::Mode mode, QIcon::State state) override
    {
        QPixmap pixmap(size);
        pixmap.fill(Qt::transparent);
        QPainter painter(&pixmap);
        painter.setRenderHint(QPainter::Antialiasing);
        paint(&painter, QRect(QPoint(0, 0), size), mode, state);
        return pixmap;
    }

    QIconEngine *clone() const override { return new ThemedEngine(m_svg); }

private:
    static QColor colourFor(QIcon::Mode mode)
    {
        const QPalette palette = QGuiApplication::palette();
        switch (mode) {
        case QIcon::Disabled: return palette.color(QPalette::Disabled, QPalette::ButtonText);
        case QIcon::Selected: return palette.color(QPalette::HighlightedText);
        case QIcon::Normal:
        case QIcon::Active: break;
        }
        return palette.color(QPalette::ButtonText);
    }

    QByteArray m_svg;
};

} // namespace

QIcon themedIcon(const QString &name)
{
    static std::once_flag kept;
    std::call_once(kept, keepIcons);
    QFile file(u":/icons/%1.svg"_s.arg(name));
    if (!file.open(QIODevice::ReadOnly))
        return {};
    return QIcon(new ThemedEngine(file.readAll()));
}

QIcon healthIcon(Health health)
{
    switch (health) {
    case Health::Healthy: return themedIcon(u"health-healthy"_s);
    case Health::Warning: return themedIcon(u"health-warning"_s);
    case Health::Critical: return themedIcon(u"health-critical"_s);
    case Health::Unknown: return themedIcon(u"health-unknown"_s);
    }
    Q_UNREACHABLE();
}

QString healthName(Health health)
{
    switch (health) {
    case Health::Healthy: return HealthWords::tr("Healthy");
    case Health::Warning: return HealthWords::tr("Overdue");
    case Health::Critical: return HealthWords::tr("Critical");
    case Health::Unknown: return HealthWords::tr("Unknown");
    }
    Q_UNREACHABLE();
}

void dressBox(QMessageBox &box, const QIcon &icon)
{
    const int size = box.style()->pixelMetric(QStyle::PM_MessageBoxIconSize, nullptr, &box);
    box.setIconPixmap(icon.pixmap(QSize(size, size), box.devicePixelRatioF()));
    if (auto *heading = box.findChild<QLabel *>(u"qt_msgbox_label"_s)) { // only macOS makes it one
        QFont bold = heading->font();
        bold.setBold(true);
        heading->setFont(bold);
    }
}

} // namespace lifeboat
