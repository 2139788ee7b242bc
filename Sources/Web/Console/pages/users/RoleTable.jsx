// What each role may do, as the server enforces it.
import { t } from 'console/i18n/index.js';
import { Icon } from 'console/parts/Icon.jsx';
import { PlainTable } from 'console/parts/PlainTable.jsx';

const abilities = [
  ['overview', 'admin marketer sales analyst'],
  ['customers', 'admin marketer sales analyst'],
  ['reveal', 'admin marketer sales'],
  ['edit', 'admin marketer sales'],
  ['merge', 'admin marketer'],
  ['export', 'admin marketer'],
  ['erase', 'admin marketer'],
  ['analyse', 'admin marketer analyst'],
  ['data', 'admin marketer analyst'],
  ['import', 'admin marketer'],
  ['sources', 'admin'],
  ['settings', 'admin'],
  ['users', 'admin'],
  ['audit', 'admin'],
];

export const RoleTable = ({ roles }) => (
  <section class="card">
    <PlainTable label={t('users.tab.roles')} head={[{ label: t('users.may') }, ...roles.map((role) => ({ label: t(`role.${role}`), style: 'text-align:center' }))]}
      rows={abilities.map(([ability, allowed]) => ({
        key: ability, cells: [<strong class="users-ability">{t(`ability.${ability}`)}</strong>, ...roles.map((role) => {
          const may = allowed.split(' ').includes(role);
          const isScoped = may && role === 'sales' && ability !== 'overview';
          return (
            <span class="row users-may">
              {may ? <Icon name="check" size={17} class="good" label={t('common.yes')} /> : <span class="muted" role="img" aria-label={t('common.no')}>—</span>}
              {isScoped && <span class="muted small nowrap">{t('ability.ownPart')}</span>}
            </span>
          );
        })],
      }))} />
  </section>
);
RoleTable.props = ['roles'];
