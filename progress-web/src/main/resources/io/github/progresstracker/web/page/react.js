/** The functions of progress.js as React hooks: `const {useProgressTracking} = bindReact(React)`. */
import * as plain from './progress.js';

const names = ['useProgressTracking', 'useProgressAnalytics', 'useETAAccuracy', 'usePerformanceMonitoring'];

export function bindReact(React) {
  const connections = React.createContext(null);
  const bind = name => id => {
    const connection = React.useContext(connections);
    const [handle, setHandle] = React.useState(null);
    React.useEffect(() => {
      const followed = plain[name](id, {connection});
      setHandle(followed);
      return followed.close;
    }, [id, connection]);
    const subscribe = React.useCallback(changed => handle?.subscribe(changed) ?? (() => {}), [handle]);
    return React.useSyncExternalStore(subscribe, () => handle?.value ?? nothing);
  };
  return {ProgressProvider: connections.Provider, ...Object.fromEntries(names.map(name => [name, bind(name)]))};
}

const nothing = Object.freeze({job: null, metrics: null, eta: null, alerts: [], controls: [], isTracking: false, loading: true});
