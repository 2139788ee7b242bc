// What each role may do, as the server enforces it.
import { t } from 'console/i18n/index.js';
import { Icon } from 'console/parts/Icon.jsx';

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
  <section class="card scroll-x">
    <table class="plain">
      <thead><tr><th>{t('users.may')}</th>{roles.map((role) => <th key={role} style="text-align:center">{t(`role.${role}`)}</th>)}</tr></thead>
      <tbody>{abilities.map(([ability, allowed]) => (
        <tr key={ability}><td><div style="min-width:150px">{t(`ability.${ability}`)}</div></td>
          {roles.map((role) => {
            const may = allowed.split(' ').includes(role);
            const isScoped = may && role === 'sales' && ability !== 'overview';
            return (
              <td key={role}><div class="row" style="justify-content:center">
                {may ? <Icon name="check" size={17} class="good" label={t('common.yes')} /> : <span class="muted" aria-label={t('common.no')}>—</span>}
                {isScoped && <span class="muted small nowrap">{t('ability.ownPart')}</span>}
              </div></td>
            );
          })}</tr>
      ))}</tbody>
    </table>
  </section>
);
RoleTable.props = ['roles'];
